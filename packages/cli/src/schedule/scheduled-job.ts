import { toCalendar } from './calendar';

/** A backup that is taken again and again. */
export interface ScheduledJob {
  /** Names its files; letters, digits and hyphens. */
  readonly id: string;
  /** The project's folder. */
  readonly project: string;
  /** What is backed up, as a person reads it. */
  readonly target: string;
  readonly to: string;
  /** How many backups are kept; null for all. */
  readonly keep: number | null;
  /** The five fields of cron. */
  readonly when: string;
  /** Who it runs as. */
  readonly user: string;
  /** The program and its arguments. */
  readonly command: readonly string[];
}

/** Begins the line of each file that says what it is. */
const MARK = '# labcloud: ';

/** The files of a job for systemd, by name. */
export function systemdFiles(job: ScheduledJob): Record<string, string> {
  const { id, project, target, user, command, when } = job;
  return {
    [`${id}.service`]: `${mark(job)}
[Unit]
Description=Backup of ${escapeUnit(target)} (labcloud)

[Service]
Type=oneshot
User=${escapeUnit(user)}
WorkingDirectory=${escapeUnit(project)}
ExecStart=${command.map(quoteUnit).join(' ')}
Nice=10
`,
    [`${id}.timer`]: `${mark(job)}
[Unit]
Description=When ${escapeUnit(target)} is backed up (labcloud)

[Timer]
OnCalendar=${toCalendar(when)}
Persistent=true

[Install]
WantedBy=timers.target
`,
  };
}

/** The file of a job for cron, by name. */
export function cronFiles(job: ScheduledJob): Record<string, string> {
  const { id, project, user, command, when } = job;
  const run = `cd ${quoteShell(project)} && ${command.map(quoteShell).join(' ')} >>.labcloud/logs/backup.log 2>&1`;
  return { [id]: `${mark(job)}\n${when} ${user} ${run.replaceAll('%', '\\%')}\n` };
}

/** Reads the job from one of its files; undefined when the file is none of labcloud's. */
export function readJob(content: string): ScheduledJob | undefined {
  const line = content.split('\n').find((text) => text.startsWith(MARK));
  return line === undefined ? undefined : (JSON.parse(line.slice(MARK.length)) as ScheduledJob);
}

function mark(job: ScheduledJob): string {
  return `${MARK}${JSON.stringify(job)}`;
}

function escapeUnit(text: string): string {
  return text.replaceAll('%', '%%');
}

function quoteUnit(text: string): string {
  return `"${escapeUnit(text).replace(/[\\"]/g, '\\$&').replaceAll('$', '$$$$')}"`;
}

function quoteShell(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
