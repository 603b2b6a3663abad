import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasProgram } from '../../../../packages/cli/src/host/system/program';
import { RootShell } from '../../../../packages/cli/src/host/system/root-shell';
import { cronFiles, readJob, type ScheduledJob, systemdFiles } from '../../../../packages/cli/src/schedule/scheduled-job';
import { Schedules } from '../../../../packages/cli/src/schedule/schedules';
import { needs } from '../../../support/needs';
import { useTempDir } from '../../../support/temp-dir';

const folder = useTempDir('labcloud-schedules');

const JOB: ScheduledJob = {
  id: 'labcloud-backup-lab-web-1',
  project: "/home/ann/it's 100 % lab",
  target: 'the machine web-1',
  to: '/backup/$HOME "x"',
  keep: 7,
  when: '0 3 * * *',
  user: 'root',
  command: ['/usr/bin/env', 'echo', "it's", '100 %', '$HOME "x"', '\\'],
};

describe('a scheduled backup', () => {
  test.each([
    ['systemd', systemdFiles],
    ['cron', cronFiles],
  ])('is read back from each file for %s', (_name, filesOf) => {
    for (const content of Object.values(filesOf(JOB))) {
      expect(readJob(content)).toEqual(JOB);
    }
    expect(readJob('# somebody else\n')).toBeUndefined();
  });

  test('for cron runs the very words of the command in its project', () => {
    const project = join(folder(), "it's 100 % lab");
    mkdirSync(join(project, '.labcloud/logs'), { recursive: true });
    const [content = ''] = Object.values(cronFiles({ ...JOB, project }));
    const line = content.split('\n')[1] ?? '';
    expect(line).toMatch(/^0 3 \* \* \* root cd /);

    // What cron does with a line: a percent sign that is not escaped would end the command.
    expect(line).not.toMatch(/[^\\]%/);
    spawnSync('sh', ['-c', line.replace('0 3 * * * root ', '').replaceAll('\\%', '%')]);

    expect(readFileSync(join(project, '.labcloud/logs/backup.log'), 'utf8')).toBe(`it's 100 % $HOME "x" \\\n`);
  });

  const systemd = needs(hasProgram('systemd-analyze'), 'systemd-analyze');
  systemd.test('for systemd is a unit without a mistake', () => {
    const units = join(folder(), 'units');
    mkdirSync(units, { recursive: true });
    const files = systemdFiles({ ...JOB, project: '/tmp' });
    Object.entries(files).forEach(([name, content]) => writeFileSync(join(units, name), content));

    const { stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', ...Object.keys(files).map((name) => join(units, name))], {
      encoding: 'utf8',
    });

    expect(stderr.split('\n').filter((line) => line.includes('labcloud-backup'))).toEqual([]);
  });
});

describe('the schedules of this machine', () => {
  const places = (): { systemd: string; cron: string } => ({ systemd: join(folder(), 'systemd'), cron: join(folder(), 'cron') });

  beforeEach(() => {
    Object.values(places()).forEach((path) => {
      rmSync(path, { recursive: true, force: true });
      mkdirSync(path, { recursive: true });
    });
    const programs = join(folder(), 'bin');
    mkdirSync(programs, { recursive: true });
    // Where systemd does not run, neither does this; what is looked for is its being there.
    writeFileSync(join(programs, 'cron'), '#!/bin/sh\n', { mode: 0o755 });
    writeFileSync(join(programs, 'systemctl'), `#!/bin/sh\necho "$@" >>'${join(folder(), 'systemctl')}'\n`, { mode: 0o755 });
    process.env.PATH = `${programs}:${process.env.PATH ?? ''}`;
  });

  test.each([
    ['cron', false, { cron: [JOB.id], systemd: [] }],
    ['systemd', true, { cron: [], systemd: [`${JOB.id}.service`, `${JOB.id}.timer`] }],
  ])('are written for %s, listed for their project, replaced and removed', async (_name, systemd, files) => {
    const schedules = new Schedules(new RootShell(false), places(), systemd);
    const found = (): object => ({ cron: readdirSync(places().cron), systemd: readdirSync(places().systemd) });

    await schedules.add(JOB);
    await schedules.add({ ...JOB, when: '0 4 * * *' });

    expect(found()).toEqual(files);
    expect(schedules.list(JOB.project)).toEqual([{ ...JOB, when: '0 4 * * *' }]);
    expect(schedules.list('/somewhere/else')).toEqual([]);
    const [first = ''] = files.cron.length > 0 ? files.cron : files.systemd;
    expect(statSync(join(systemd ? places().systemd : places().cron, first)).mode & 0o777).toBe(0o644);

    await schedules.remove(JOB.project, JOB.id);

    expect(found()).toEqual({ cron: [], systemd: [] });
    expect(existsSync(join(folder(), 'systemctl'))).toBe(systemd);
    if (systemd) {
      expect(readFileSync(join(folder(), 'systemctl'), 'utf8').split('\n')).toEqual([
        ...['daemon-reload', `enable --now ${JOB.id}.timer`, 'daemon-reload', `enable --now ${JOB.id}.timer`],
        ...[`disable --now ${JOB.id}.timer`, 'daemon-reload', ''],
      ]);
    }
  });

  test('are not removed for another project', async () => {
    const schedules = new Schedules(new RootShell(false), places(), false);
    await schedules.add(JOB);

    await expect(schedules.remove('/somewhere/else', JOB.id)).rejects.toThrow(`There is no schedule '${JOB.id}'.\n  There are none.`);
    await expect(schedules.remove(JOB.project, 'x')).rejects.toThrow(`There are: ${JOB.id}.`);
  });
});
