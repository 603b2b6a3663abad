import type { Manifest, ManifestStack } from '../project/manifest';

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
