import type { Manifest, ManifestMachine, ManifestStack } from '../project/manifest';
import { UserError } from '../errors';
import { unknownName } from './unknown-name';

/** A machine that a verb works on, and where. */
export interface TargetMachine {
  readonly machine: ManifestMachine;
  readonly stack: ManifestStack;
  /** The libvirt URI of its host. */
  readonly uri: string;
}

/** What a verb works on: the whole lab, a stack or one machine. */
export interface Target {
  readonly kind: 'lab' | 'stack' | 'machine';
  /** The lab's, the stack's or the machine's name. */
  readonly name: string;
  readonly machines: readonly TargetMachine[];
}

/** The machines of a stack. */
export function machinesOf(stack: ManifestStack): TargetMachine[] {
  return stack.machines.map((machine) => ({ machine, stack, uri: uriOf(stack, machine) }));
}

/**
 * Finds the machines of a stack or the one machine that a name means; all of the lab without one.
 * Where a stack and a machine have the same name, `stack:NAME` and `machine:NAME` say which is meant.
 *
 * @param withoutMachines whether a stack without machines will do
 * @throws UserError when nothing has the name, both have, or there are no machines
 */
export function findTarget(manifest: Manifest, name?: string, withoutMachines = false): Target {
  const all = manifest.stacks.flatMap(machinesOf);
  const target: Target = name === undefined ? { kind: 'lab', name: manifest.lab, machines: all } : choose(manifest, all, name);
  if (target.machines.length === 0 && !withoutMachines) {
    throw new UserError(`${name ?? manifest.lab} has no machines.`);
  }
  return target;
}

function choose(manifest: Manifest, all: readonly TargetMachine[], wanted: string): Target {
  const [, kind, name = ''] = /^(?:(stack|machine):)?(.*)$/s.exec(wanted) ?? [];
  const machines = kind === 'stack' ? [] : all.filter(({ machine }) => machine.name === name);
  const stacks = kind === 'machine' ? [] : manifest.stacks.filter((stack) => stack.name === name);
  if (machines.length > 0 && stacks.length > 0) {
    throw new UserError(`'${name}' is a stack and a machine.`, `Write stack:${name} or machine:${name}.`);
  }
  if (machines.length === 0 && stacks.length === 0) {
    throw unknownName('stack or machine', wanted, [
      ...manifest.stacks.map((stack) => stack.name),
      ...all.map(({ machine }) => machine.name),
    ]);
  }
  return machines.length > 0
    ? { kind: 'machine', name, machines }
    : { kind: 'stack', name, machines: all.filter(({ stack }) => stacks.includes(stack)) };
}

function uriOf(stack: ManifestStack, { host }: ManifestMachine): string {
  return stack.hosts.find(({ path }) => path === host)?.uri ?? '';
}
