import { resolve } from 'node:path';
import { RootShell } from '../host/system/root-shell';
import { userName } from '../host/system/user';
import { findTarget } from '../lab/target';
import { readManifest } from '../project/manifest';
import { synth } from '../project/synth';
import { Schedules } from '../schedule/schedules';
import { parseWhen } from '../schedule/when';
import { formatTable } from '../ui/table';
import type { BackupOptions } from './backup';
import type { CommandContext } from './context';

/** Lets this machine take a backup again and again, and prints the id of the schedule. */
export async function runBackupSchedule(
  context: CommandContext,
  { to, keep, schedule }: BackupOptions & { readonly schedule: string },
  targetName?: string,
): Promise<number> {
  const { project } = context;
  const when = parseWhen(schedule);
  const manifest = readManifest(project) ?? (await synth(project));
  const { kind, name } = findTarget(manifest, targetName);
  const id = Schedules.id(manifest.lab, name);
  const options = ['--to', resolve(to), ...(keep === undefined ? [] : ['--keep', String(keep)])];
  await schedulesOf(context).add({
    id,
    project: project.directory,
    target: kind === 'lab' ? `the lab ${name}` : `the ${kind} ${name}`,
    to: resolve(to),
    keep: keep ?? null,
    when,
    user: userName(),
    command: [
      process.execPath,
      resolve(process.argv[1] ?? 'labcloud'),
      'backup',
      ...(targetName === undefined ? [] : [targetName]),
      ...options,
    ],
  });
  process.stdout.write(`${id}\n`);
  return 0;
}

/** Says which backups this machine takes by itself. */
export function runBackupSchedules(context: CommandContext, options: { readonly json?: boolean }): number {
  const schedules = schedulesOf(context).list(context.project.directory);
  const rows = schedules.map(({ id, target, when, to, keep }) => [id, target, when, to, keep === null ? 'all' : String(keep)]);
  process.stdout.write(
    options.json ? `${JSON.stringify({ schedules }, null, 2)}\n` : `${formatTable(['SCHEDULE', 'OF', 'WHEN', 'TO', 'KEEP'], rows)}\n`,
  );
  return 0;
}

/** Ends a schedule; the backups that it took stay. */
export async function runBackupUnschedule(context: CommandContext, id: string): Promise<number> {
  await schedulesOf(context).remove(context.project.directory, id);
  return 0;
}

function schedulesOf({ signal }: CommandContext): Schedules {
  return new Schedules(new RootShell(process.stdin.isTTY && process.stderr.isTTY, signal));
}
