import { UserError } from '../errors';
import { uninterrupted } from '../interruption';
import { HostConnections } from '../lab/host-connections';
import { withProjectLock } from '../lab/project-lock';
import { requireDomain } from '../lab/require-domain';
import { type Target, findTarget } from '../lab/target';
import { readManifest } from '../project/manifest';
import { synth } from '../project/synth';
import { MachineSnapshots, type SnapshotFacts } from '../snapshot/machine-snapshots';
import { formatTable } from '../ui/table';
import { requireConsent } from './consent';
import type { CommandContext } from './context';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Takes a snapshot of machines as of one moment: while it is taken, all of them stand still. */
export function runSnapshotCreate(context: CommandContext, options: { readonly name?: string }, targetName?: string): Promise<number> {
  const name = options.name ?? new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  if (!NAME.test(name)) {
    throw new UserError(`The name of a snapshot has letters, digits, '.', '_' and '-', got '${name}'.`);
  }
  return withMachines(context, targetName, async (target, machines) => {
    await Promise.all(machines.map((each) => each.check(name)));
    await context.reporter.step(`Snapshot ${target.name}`, (progress) =>
      uninterrupted(async () => {
        const paused: MachineSnapshots[] = [];
        const taken: MachineSnapshots[] = [];
        try {
          for (const each of machines) {
            if (await each.pause()) {
              paused.push(each);
            }
          }
          for (const each of machines) {
            context.signal.throwIfAborted();
            progress.update(each.machine);
            await each.create(name, paused.includes(each));
            taken.push(each);
          }
        } catch (error) {
          // A snapshot of some of the machines is none of the stack.
          await Promise.allSettled(taken.map((each) => each.delete(name)));
          throw error;
        } finally {
          await Promise.all(paused.map((each) => each.resume()));
        }
      }),
    );
    process.stdout.write(`${name}\n`);
    return 0;
  });
}

/** Says which snapshots machines have. */
export function runSnapshotList(context: CommandContext, options: { readonly json?: boolean }, targetName?: string): Promise<number> {
  return HostConnections.during(async (hosts) => {
    const target = findTarget(readManifest(context.project) ?? (await synth(context.project)), targetName);
    const lists: SnapshotFacts[][] = [];
    for (const machine of await snapshotsOf(hosts, target)) {
      lists.push(await machine.list());
    }
    const snapshots = lists.flat();
    const rows = snapshots.map(({ machine, name, takenAt, state, current }) => [machine, name, takenAt, state, current ? 'yes' : '']);
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ snapshots }, null, 2)}\n`
        : `${formatTable(['MACHINE', 'SNAPSHOT', 'TAKEN', 'STATE', 'CURRENT'], rows)}\n`,
    );
    return 0;
  });
}

/** Sets machines back to a snapshot; what they wrote since is lost. */
export function runSnapshotRevert(
  context: CommandContext,
  options: { readonly yes?: boolean },
  targetName: string,
  name: string,
): Promise<number> {
  return withMachines(context, targetName, async (target, machines) => {
    await requireEach(machines, name);
    await requireConsent(
      machines.map((each) => `what ${each.machine} has written since its snapshot ${name}`),
      options.yes ?? false,
    );
    await context.reporter.step(`Revert ${target.name} to ${name}`, async (progress) => {
      for (const each of machines) {
        progress.update(each.machine);
        await each.revert(name);
      }
    });
    return 0;
  });
}

/** Removes a snapshot; the machines go on as they are. */
export function runSnapshotDelete(
  context: CommandContext,
  options: { readonly yes?: boolean },
  targetName: string,
  name: string,
): Promise<number> {
  return withMachines(context, targetName, async (target, machines) => {
    const having = await requireAny(machines, name);
    await requireConsent(
      having.map((each) => `snapshot ${name} of ${each.machine}`),
      options.yes ?? false,
    );
    await context.reporter.step(`Delete ${name} of ${target.name}`, async () => {
      for (const each of having) {
        await each.delete(name);
      }
    });
    return 0;
  });
}

async function requireEach(machines: readonly MachineSnapshots[], name: string): Promise<void> {
  for (const each of machines) {
    if (!(await each.has(name))) {
      throw new UserError(`${each.machine} has no snapshot '${name}'. Nothing was changed.`, `See labcloud snapshot list ${each.machine}`);
    }
  }
}

async function requireAny(machines: readonly MachineSnapshots[], name: string): Promise<MachineSnapshots[]> {
  const having = [];
  for (const each of machines) {
    if (await each.has(name)) {
      having.push(each);
    }
  }
  if (having.length === 0) {
    throw new UserError(`There is no snapshot '${name}'.`, 'See labcloud snapshot list');
  }
  return having;
}

function withMachines(
  { project }: CommandContext,
  targetName: string | undefined,
  work: (target: Target, machines: readonly MachineSnapshots[]) => Promise<number>,
): Promise<number> {
  return withProjectLock(project, () =>
    HostConnections.during(async (hosts) => {
      const target = findTarget(readManifest(project) ?? (await synth(project)), targetName);
      return work(target, await snapshotsOf(hosts, target));
    }),
  );
}

async function snapshotsOf(hosts: HostConnections, { machines }: Target): Promise<MachineSnapshots[]> {
  return Promise.all(
    machines.map(async ({ machine, uri }) => {
      const connection = await hosts.to(uri);
      return new MachineSnapshots(connection, await requireDomain(connection, machine), machine.name);
    }),
  );
}
