import { type Backup, openBackup } from '../backup/backup-manifest';
import { verifyBackup } from '../backup/verify';
import { UserError } from '../errors';
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
import { restoreState } from '../restore/restore-state';
import { pairVolumes, restoreVolume, type RestoredVolume, strangers, volumeExists } from '../restore/restore-volume';
import { readStackResources } from '../terraform/stack-json';
import { formatSeconds, type Progress } from '../ui/progress';
import { applyStack } from './apply-stack';
import { volumesOf } from './backup';
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
    const target = findTarget(manifest, targetName, true);
    const plan = planRestore(narrow(target, backup, targetName), backup, (stack) => readStackResources(stackDirectory(project, stack)));
    const volumes = pairVolumes(volumesOf(project, manifest, target), backup);
    if (target.kind === 'lab') {
      strangers(volumes, backup).forEach((name) => reporter.note(`Not restored, because the app does not have it: the volume ${name}.`));
    }
    if (plan.length === 0 && volumes.length === 0) {
      throw new UserError(`The backup ${backup.folder} has nothing of ${target.name}.`);
    }
    await reporter.step('Verify the backup', (progress) =>
      verifyBackup(
        backup.folder,
        { machines: plan.map((restored) => restored.backup), volumes: volumes.map((restored) => restored.backup) },
        signal,
        (file) => progress.update(file),
      ),
    );
    const started = await HostConnections.during(async (hosts) => {
      const present = await lookAt(hosts, plan);
      const missing: RestoredVolume[] = [];
      for (const volume of volumes) {
        missing.push(...((await volumeExists(volume.planned)) ? [] : [volume]));
      }
      await requireConsent(
        [
          ...present.flatMap(({ losses }) => losses),
          ...volumes.filter((volume) => !missing.includes(volume)).map(({ planned }) => `what is in the volume ${planned.name}`),
        ],
        yes,
      );
      const incomplete = present.filter(({ isWhole }) => !isWhole).map(({ restored }) => restored);
      if (incomplete.length > 0 || volumes.length > 0) {
        await prepareLab(context, manifest);
        const disks = incomplete.flatMap(({ target: { stack }, disks: own }) =>
          own.map(({ planned }) => ({ stack: stack.name, address: planned.address })),
        );
        await apply(context, manifest, yes, [...disks, ...missing.map(({ planned }) => planned)]);
      }
      if (present.length > 0) {
        await reporter.step('Restore the disks', (progress) => restoreMachines(context, present, backup, progress));
      }
      for (const volume of volumes) {
        await reporter.step(`Restore the volume ${volume.planned.name}`, () => restoreVolume(volume, backup.folder, signal));
      }
      const again = present.filter(({ isWhole, running }) => isWhole && running);
      for (const machine of again) {
        await machine.start();
      }
      // Whatever was agreed to, what was just restored is not to be lost.
      await apply(context, manifest, false, [
        ...incomplete.map(({ target: { stack }, address }) => ({ stack: stack.name, address })),
        ...volumes.flatMap(({ planned: { stack, containers } }) => containers.map((address) => ({ stack, address }))),
      ]);
      return [...incomplete, ...again.map(({ restored }) => restored)];
    });
    await waitFor(context, manifest, started, options.timeout * 1000);
    const names = [...plan, ...volumes].map((restored) => restored.backup.name);
    reporter.note(`Restored ${names.join(', ')} as of ${backup.manifest.takenAt}.`);
    return 0;
  });
}

/** Puts the content of the backup onto the disks of machines, and what they keep outside of them where they look for it. */
async function restoreMachines(
  { signal }: CommandContext,
  machines: readonly PresentMachine[],
  backup: Backup,
  progress: Progress,
): Promise<void> {
  for (const machine of machines) {
    const { restored, connection } = machine;
    const { name } = restored.target.machine;
    await machine.stop();
    for (const disk of restored.disks) {
      const onProgress = (bytes: number): void =>
        progress.update(`${name}: ${formatBytes(bytes)} of ${formatBytes(disk.backup.size)} of ${disk.backup.target}`);
      await restoreDisk(connection, backup.folder, disk, { signal, onProgress });
    }
    const places = await machine.statePlaces();
    for (const state of restored.state) {
      const place = places.find(({ kind }) => kind === state.kind);
      if (place) {
        await restoreState(connection, backup.folder, state, place, signal);
      }
    }
  }
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

/** A resource of a stack. */
interface Addressed {
  readonly stack: string;
  /** In Terraform. */
  readonly address: string;
}

/** Brings parts of the stacks to what the app says, and nothing else. */
async function apply(context: CommandContext, manifest: Manifest, yes: boolean, parts: readonly Addressed[]): Promise<void> {
  for (const stack of applyOrder(manifest.stacks)) {
    const addresses = new Set(parts.filter((part) => part.stack === stack.name).map(({ address }) => address));
    if (addresses.size > 0) {
      await applyStack(context, stack, yes, [...addresses]);
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
