import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../errors';
import { hasProgram } from '../host/system/program';
import type { RootShell } from '../host/system/root-shell';
import { hasSystemd } from '../host/system/systemd';
import { cronFiles, readJob, type ScheduledJob, systemdFiles } from './scheduled-job';

/** Where this machine keeps what runs again and again. */
export interface SchedulePlaces {
  readonly systemd: string;
  readonly cron: string;
}

const PLACES: SchedulePlaces = { systemd: '/etc/systemd/system', cron: '/etc/cron.d' };
const PREFIX = 'labcloud-backup-';

/** The backups that this machine takes by itself: timers of systemd where it runs, else files of cron. */
export class Schedules {
  constructor(
    private readonly shell: RootShell,
    private readonly places: SchedulePlaces = PLACES,
    private readonly systemd: boolean = hasSystemd(),
  ) {}

  /** The id of the schedule of a target. */
  static id(lab: string, target: string): string {
    return `${PREFIX}${target === lab ? lab : `${lab}-${target}`}`;
  }

  /**
   * Writes a schedule, in place of one with the same id.
   *
   * @throws UserError where neither systemd nor cron is, or without root's rights
   */
  async add(job: ScheduledJob): Promise<void> {
    if (!this.systemd && !hasProgram('cron') && !hasProgram('crond')) {
      throw new UserError(
        'Neither systemd nor cron runs on this machine, so nothing can be scheduled.',
        'Install cron: apt-get install cron',
      );
    }
    const folder = this.systemd ? this.places.systemd : this.places.cron;
    const files = this.systemd ? systemdFiles(job) : cronFiles(job);
    const work = mkdtempSync(join(tmpdir(), 'labcloud-schedule-'));
    try {
      Object.entries(files).forEach(([name, content]) => writeFileSync(join(work, name), content));
      const install = Object.keys(files).map((name) => `install -m 0644 '${join(work, name)}' '${join(folder, name)}'`);
      const enable = this.systemd ? ['systemctl daemon-reload', `systemctl enable --now '${job.id}.timer'`] : [];
      await this.shell.script([...install, ...enable].join('\n'));
    } finally {
      rmSync(work, { recursive: true });
    }
  }

  /** The schedules of a project, by id. */
  list(project: string): ScheduledJob[] {
    const jobs = [this.places.systemd, this.places.cron].flatMap((folder) =>
      filesIn(folder)
        .filter((name) => !name.endsWith('.service'))
        .map((name) => readJob(readFileSync(join(folder, name), 'utf8'))),
    );
    return jobs.filter((job) => job?.project === project).filter((job) => job !== undefined);
  }

  /**
   * Removes a schedule; the backups that it took stay.
   *
   * @throws UserError when the project has none with the id
   */
  async remove(project: string, id: string): Promise<void> {
    const known = this.list(project).map((job) => job.id);
    if (!known.includes(id)) {
      throw new UserError(`There is no schedule '${id}'.`, known.length > 0 ? `There are: ${known.join(', ')}.` : 'There are none.');
    }
    const units = ['timer', 'service'].map((kind) => join(this.places.systemd, `${id}.${kind}`)).filter((file) => existsSync(file));
    const files = [...units, join(this.places.cron, id)].map((file) => `'${file}'`);
    await this.shell.script(
      [
        ...(units.length > 0 && this.systemd ? [`systemctl disable --now '${id}.timer'`] : []),
        `rm -f ${files.join(' ')}`,
        ...(units.length > 0 && this.systemd ? ['systemctl daemon-reload'] : []),
      ].join('\n'),
    );
  }
}

function filesIn(folder: string): string[] {
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.startsWith(PREFIX))
        .sort()
    : [];
}
