import type { Command } from 'commander';
import { machineNames, NameArgument, stackNames } from '../completion/name-argument';
import type { Manifest } from '../project/manifest';
import { count, seconds } from './numbers';
import { type BackupOptions, runBackup, runBackupList, runBackupVerify } from './backup';
import { runBackupSchedule, runBackupSchedules, runBackupUnschedule } from './backup-schedule';
import { createContext } from './context';
import { examples } from './examples';
import { type RestoreOptions, runRestore } from './restore';
import { runSnapshotCreate, runSnapshotDelete, runSnapshotList, runSnapshotRevert } from './snapshot';

const TARGET = 'a stack or a machine; all of the lab without it';
const targetNames = (manifest: Manifest): string[] => [...stackNames(manifest), ...machineNames(manifest)];

/** Adds the commands that keep and bring back what machines have written; `done` receives the exit status. */
export function addDataCommands(program: Command, done: (status: number) => void): void {
  addSnapshot(program, done);
  addBackup(program, done);
  const restore = program
    .command('restore')
    .description('put the content of a backup onto the disks of machines and into volumes of containers; what does not exist is made first')
    .addArgument(new NameArgument('[target]', 'a stack or a machine; all that the backup has without it', targetNames))
    .requiredOption('--from <folder>', 'a backup, or a folder of which the newest is taken')
    .option('-y, --yes', 'agree to the loss of what the machines have written since')
    .option('-t, --timeout <seconds>', 'how long a machine may take until it answers', seconds, 300)
    .action(async (target: string | undefined, options: RestoreOptions) => done(await runRestore(createContext(), options, target)));
  examples(restore, [['labcloud restore web-1 --from /srv/backups', 'the newest backup of one machine']]);
}

function addSnapshot(program: Command, done: (status: number) => void): void {
  const snapshot = program.command('snapshot').description('keep the state of machines inside their disks, to set them back to it');
  snapshot
    .command('create', { isDefault: true })
    .description('take a snapshot of disks and memory; the machines stand still meanwhile')
    .addArgument(new NameArgument('[target]', TARGET, targetNames))
    .option('-n, --name <name>', 'what it is called (default: the time)')
    .action(async (target: string | undefined, options: { name?: string }) =>
      done(await runSnapshotCreate(createContext(), options, target)),
    );
  snapshot
    .command('list')
    .description('say which snapshots there are')
    .addArgument(new NameArgument('[target]', TARGET, targetNames))
    .option('--json', 'print {"snapshots":[{"machine","name","takenAt","state","current"}]}')
    .action(async (target: string | undefined, options: { json?: boolean }) =>
      done(await runSnapshotList(createContext(), options, target)),
    );
  snapshot
    .command('revert')
    .description('set machines back to a snapshot; what they wrote since is lost')
    .addArgument(new NameArgument('<target>', 'a stack or a machine', targetNames))
    .argument('<name>', 'the name of the snapshot')
    .option('-y, --yes', 'do not ask')
    .action(async (target: string, name: string, options: { yes?: boolean }) =>
      done(await runSnapshotRevert(createContext(), options, target, name)),
    );
  snapshot
    .command('delete')
    .description('remove a snapshot; the machines go on as they are')
    .addArgument(new NameArgument('<target>', 'a stack or a machine', targetNames))
    .argument('<name>', 'the name of the snapshot')
    .option('-y, --yes', 'do not ask')
    .action(async (target: string, name: string, options: { yes?: boolean }) =>
      done(await runSnapshotDelete(createContext(), options, target, name)),
    );
  examples(snapshot, [
    ['labcloud snapshot web-1 --name before-upgrade', 'of one machine'],
    ['labcloud snapshot revert web-1 before-upgrade', 'back to it'],
  ]);
}

function addBackup(program: Command, done: (status: number) => void): void {
  const backup = program.command('backup').description('copy what machines and containers have written into a folder');
  backup
    .command('create', { isDefault: true })
    .description('take a backup as of one moment and verify it; running machines go on')
    .addArgument(new NameArgument('[target]', TARGET, targetNames))
    .requiredOption('--to <folder>', 'the folder that gets a folder for each backup')
    .option('--keep <number>', 'remove the oldest backups of the same target until this many are left', count)
    .option(
      '--schedule <when>',
      "not now, but again and again: 'daily at 03:00', 'every 6 hours', 'weekly on sunday at 04:30', '0 3 * * *'",
    )
    .action(async (target: string | undefined, options: BackupOptions & { schedule?: string }) => {
      const { schedule } = options;
      const context = createContext();
      done(
        schedule === undefined
          ? await runBackup(context, options, target)
          : await runBackupSchedule(context, { ...options, schedule }, target),
      );
    });
  backup
    .command('list')
    .description('say which backups a folder holds')
    .argument('<folder>')
    .option('--json', 'print {"backups":[{"folder","target","takenAt","machines"}]}')
    .action((folder: string, options: { json?: boolean }) => done(runBackupList(folder, options)));
  backup
    .command('verify')
    .description('read a backup and compare it with what was written')
    .argument('<folder>', 'a backup, or a folder of which the newest is verified')
    .action(async (folder: string) => done(await runBackupVerify(createContext(), folder)));
  backup
    .command('schedules')
    .description('say which backups this machine takes by itself')
    .option('--json', 'print {"schedules":[{"id","target","when","to","keep"}]}')
    .action((options: { json?: boolean }) => done(runBackupSchedules(createContext(), options)));
  backup
    .command('unschedule')
    .description('end a schedule; the backups that it took stay')
    .argument('<id>', "what 'labcloud backup schedules' calls it")
    .action(async (id: string) => done(await runBackupUnschedule(createContext(), id)));
  examples(backup, [
    ['labcloud backup web-1 --to /srv/backups --keep 7', 'of one machine, the newest seven'],
    ["labcloud backup --to /srv/backups --schedule 'daily at 03:00'", 'of all, each night'],
  ]);
}
