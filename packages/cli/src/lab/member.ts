import { UserError } from '../errors';
import type { Manifest, ManifestStack } from '../project/manifest';
import { type TargetMachine, machinesOf } from './target';
import { unknownName } from './unknown-name';

/** A machine of the app, as something that can be started and stopped. */
export interface MachineMember extends TargetMachine {
  readonly kind: 'machine';
  readonly name: string;
}

/** A container of the app, and where it is. */
interface ContainerMember {
  readonly name: string;
  /** Its name on the engine. */
  readonly container: string;
  readonly stack: ManifestStack;
  /** The address of its Docker engine. */
  readonly engine: string;
}

/** A container service of the app, as something that can be started and stopped. */
export interface ServiceMember extends ContainerMember {
  readonly kind: 'service';
}

/** A job of the app, as something that has written a log. */
export interface JobMember extends ContainerMember {
  readonly kind: 'job';
}

/** What runs of an app: a machine or a container service. */
export type Member = MachineMember | ServiceMember;

/** Everything of an app that runs, stack by stack. */
function membersOf(manifest: Manifest): Member[] {
  return manifest.stacks.flatMap((stack): Member[] => [
    ...machinesOf(stack).map((target) => ({ ...target, kind: 'machine' as const, name: target.machine.name })),
    ...stack.services.map(({ name, container, path }) => ({
      kind: 'service' as const,
      name,
      container,
      stack,
      engine: stack.engines.find((engine) => path.startsWith(`${engine.path}/`))?.host ?? '',
    })),
  ]);
}

function jobsOf(manifest: Manifest): JobMember[] {
  return manifest.stacks.flatMap((stack) =>
    (stack.jobs ?? []).map(({ name, container, engine: path }) => ({
      kind: 'job' as const,
      name,
      container,
      stack,
      engine: stack.engines.find((engine) => engine.path === path)?.host ?? '',
    })),
  );
}

/**
 * The machines and services that names mean: their own or those of stacks; everything without a name.
 * Where two kinds have the same name, `machine:NAME`, `service:NAME` and `stack:NAME` say which is meant.
 *
 * @throws UserError when nothing has a name, or things of several kinds have it
 */
export function findMembers(manifest: Manifest, names: readonly string[]): Member[] {
  const all = membersOf(manifest);
  return names.length === 0 ? all : [...new Set(names.flatMap((name) => choose('stack, machine or service', manifest.stacks, all, name)))];
}

/**
 * The one machine or service that a name means.
 *
 * @throws UserError when nothing has the name, or both have
 */
export function findMember(manifest: Manifest, name: string): Member {
  const found = choose('machine or service', [], membersOf(manifest), name);
  return found[0] as Member;
}

/**
 * The one machine, service or job that a name means.
 *
 * @throws UserError when nothing has the name, or several have
 */
export function findLogged(manifest: Manifest, name: string): Member | JobMember {
  const found = choose('machine, service or job', [], [...membersOf(manifest), ...jobsOf(manifest)], name);
  return found[0] as Member | JobMember;
}

/**
 * The one machine that a name means.
 *
 * @throws UserError when no machine has the name
 */
export function findMachine(manifest: Manifest, wanted: string): MachineMember {
  const machines = membersOf(manifest).filter((member) => member.kind === 'machine');
  const found = machines.find(({ name }) => name === wanted.replace(/^machine:/, ''));
  if (!found) {
    throw unknownName(
      'machine',
      wanted,
      machines.map(({ name }) => name),
    );
  }
  return found;
}

function choose<T extends Member | JobMember>(what: string, stacks: readonly ManifestStack[], all: readonly T[], wanted: string): T[] {
  const [, kind, name = ''] = /^(?:(stack|machine|service|job):)?(.*)$/s.exec(wanted) ?? [];
  const found = all.filter((member) => member.name === name && (kind ?? member.kind) === member.kind).map((member) => [member]);
  const stack = stacks.find((each) => each.name === name && (kind ?? 'stack') === 'stack');
  const meanings = stack ? [...found, all.filter((member) => member.stack === stack)] : found;
  if (meanings.length > 1) {
    const kinds = [...found.map(([member]) => member?.kind), ...(stack ? ['stack'] : [])];
    throw new UserError(
      `'${name}' is ${kinds.map((each) => `a ${each}`).join(' and ')}.`,
      `Write ${kinds.map((each) => `${each}:${name}`).join(' or ')}.`,
    );
  }
  const [meaning] = meanings;
  if (!meaning) {
    throw unknownName(what, wanted, [...stacks.map((each) => each.name), ...all.map((member) => member.name)]);
  }
  return meaning;
}
