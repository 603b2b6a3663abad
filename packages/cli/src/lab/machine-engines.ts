import { setTimeout as delay } from 'node:timers/promises';
import type { Manifest, ManifestStack } from '../project/manifest';
import { DockerEngine } from './docker-engine';

const POLL_MILLISECONDS = 1000;

/** The machines that engines of a stack are in. */
export function engineMachines({ engines }: ManifestStack): string[] {
  return [...new Set(engines.flatMap(({ machine }) => machine ?? []))];
}

/** The same lab, as far as its engines are on computers of their own: those in machines need not be there yet, or any more. */
export function withoutMachineEngines(manifest: Manifest): Manifest {
  return { ...manifest, stacks: manifest.stacks.map((stack) => ({ ...stack, engines: stack.engines.filter(({ machine }) => !machine) })) };
}

/** The same lab, as far as its engines are those of one stack in machines. */
export function machineEnginesOf(manifest: Manifest, { name }: ManifestStack): Manifest {
  return {
    ...manifest,
    stacks: manifest.stacks.map((stack) => ({
      ...stack,
      engines: stack.name === name ? stack.engines.filter(({ machine }) => machine !== undefined) : [],
    })),
  };
}

/**
 * Waits until the engines of a stack that are in machines answer: a machine that has been started has a system to boot.
 *
 * @param timeout in milliseconds
 * @throws UserError when one does not by then
 */
export async function untilEnginesAnswer({ engines }: ManifestStack, timeout: number, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + timeout;
  for (const { host } of engines.filter(({ machine }) => machine !== undefined)) {
    const engine = new DockerEngine(host);
    while (!(await engine.answers()) && performance.now() < deadline) {
      await delay(POLL_MILLISECONDS, undefined, { signal });
    }
    await engine.computer();
  }
}

/**
 * Whether a stack's containers cannot be removed and need not be: its engines are in machines that go as well, and one of them does not answer.
 *
 * @param going the stacks that are destroyed
 */
export async function goesWithMachines({ engines }: ManifestStack, going: readonly ManifestStack[]): Promise<boolean> {
  const machines = new Set(going.flatMap((stack) => stack.machines.map(({ name }) => name)));
  if (!engines.every(({ machine }) => machine !== undefined && machines.has(machine))) {
    return false;
  }
  const answers = await Promise.all(engines.map(({ host }) => new DockerEngine(host).answers()));
  return answers.includes(false);
}
