import { type Backup, openBackup } from '../backup/backup-manifest';
import { verifyMachines } from '../backup/verify';
import { formatBytes } from '../host/system/bytes';
import { HostConnections } from '../lab/host-connections';
import { withProjectLock } from '../lab/project-lock';
import { ReadinessWatch } from '../lab/readiness-watch';
import { type Target, findTarget } from '../lab/target';
import { type Manifest, type ManifestStack, applyOrder, stackDirectory } from '../project/manifest';
import { synth } from '../project/synth';
import { PresentMachine } from '../restore/present-machine';
import { restoreDisk } from '../restore/restore-disk';
import { type RestoredMachine, planRestore } from '../restore/restore-plan';
import { readStackResources } from '../terraform/stack-json';
import { formatSeconds } from '../ui/progress';
import { applyStack } from './apply-stack';
import { requireConsent } from './consent';
import type { CommandContext } from './context';
import { prepareLab } from './prepare';
import { trustMachines } from './trust-machines';

export interface RestoreOptions {
  /** A backup, or a folder of which the newest is taken. */
  readonly from: string;
  readonly yes?: boolean;
  /** Seconds. */
  readonly timeout: number;
}

/**
 * Puts the content of a backup onto the disks of machines. Those that do not exist are made first, from the app, so that a backup
 * comes back after `destroy`, and on another host.
 */
export function runRestore(context: CommandContext, options: RestoreOptions, targetName?: string): Promise<number> {
  const { project, reporter, signal } = context;
  const { yes = false } = options;
  return withProjectLock(project, async () => {
    const backup = openBackup(options.from);
    const manifest = await synth(project);
    const target = findTarget(manifest, targetName);
    const plan = planRestore(narrow(target, backup, targetName), backup, (stack) => readStackResources(stackDirectory(project, stack)));
    await reporter.step('Verify the backup', (progress) =>
      verifyMachines(
        backup.folder,
        plan.map((restored) => restored.backup),
        signal,
        (file) => progress.update(file),
      ),
    );
    const started = await HostConnections.during(async (hosts) => {
      const present = await lookAt(hosts, plan);
      await requireConsent(
        present.flatMap(({ losses }) => losses),
        yes,
      );
      const incomplete = present.filter(({ isWhole }) => !isWhole).map(({ restored }) => restored);
      if (incomplete.length > 0) {
        await prepareLab(context);
        await apply(context, manifest, yes, incomplete, ({ disks }) => disks.map(({ planned }) => planned.address));
      }
      await reporter.step('Restore the disks', async (progress) => {
        for (const machine of present) {
          const { restored, connection } = machine;
          await machine.stop();
          for (const disk of restored.disks) {
            const { name } = restored.target.machine;
            const onProgress = (bytes: number): void =>
              progress.update(`${name}: ${formatBytes(bytes)} of ${formatBytes(disk.backup.size)} of ${disk.backup.target}`);
            await restoreDisk(connection, backup.folder, disk, { signal, onProgress });
          }
        }
      });
      const again = present.filter(({ isWhole, running }) => isWhole && running);
      for (const machine of again) {
        await machine.start();
      }
      if (incomplete.length > 0) {
        // Whatever was agreed to, what was just restored is not to be lost.
        await apply(context, manifest, false, incomplete, ({ address }) => [address]);
      }
      return [...incomplete, ...again.map(({ restored }) => restored)];
    });
    await waitFor(context, manifest, started, options.timeout * 1000);
    reporter.note(`Restored ${plan.map((restored) => restored.backup.name).join(', ')} as of ${backup.manifest.takenAt}.`);
    return 0;
  });
}

/** Without a target, what the backup has is restored; a machine that came to the app later is left alone. */
function narrow(target: Target, { manifest }: Backup, name: string | undefined): Target {
  const names = new Set(manifest.machines.map((machine) => machine.name));
  return name === undefined ? { ...target, machines: target.machines.filter(({ machine }) => names.has(machine.name)) } : target;
}

async function lookAt(hosts: HostConnections, plan: readonly RestoredMachine[]): Promise<PresentMachine[]> {
  const present = [];
  for (const restored of plan) {
    present.push(await PresentMachine.look(hosts, restored));
  }
  return present;
}

/** Brings parts of the stacks to what the app says, and nothing else. */
async function apply(
  context: CommandContext,
  manifest: Manifest,
  yes: boolean,
  machines: readonly RestoredMachine[],
  addressesOf: (machine: RestoredMachine) => readonly string[],
): Promise<void> {
  for (const stack of applyOrder(manifest.stacks)) {
    const addresses = machines.filter(({ target }) => target.stack.name === stack.name).flatMap(addressesOf);
    if (addresses.length > 0) {
      await applyStack(context, stack, yes, addresses);
    }
  }
}

async function waitFor(context: CommandContext, manifest: Manifest, started: readonly RestoredMachine[], timeout: number): Promise<void> {
  const uuids = new Set(started.map(({ target }) => target.machine.uuid));
  const stacks = manifest.stacks.map((stack): ManifestStack => ({
    ...stack,
    machines: stack.machines.filter(({ uuid }) => uuids.has(uuid)),
  }));
  await context.reporter.step('Wait until everything answers', async (progress) => {
    const say = (machine: string, rung: string, milliseconds: number): void =>
      progress.update(`${machine} ${rung} after ${formatSeconds(milliseconds / 1000)}`);
    const watch = await ReadinessWatch.begin(stacks, manifest.lab, timeout, say, context.signal);
    try {
      await watch.finish();
    } finally {
      await watch.close();
    }
  });
  await trustMachines(context.project, manifest);
}
