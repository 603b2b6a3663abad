import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProjectCopy } from '../../support/project-copy';

jest.setTimeout(120_000);

describe('labcloud hosts and labcloud budget', () => {
  let project: ProjectCopy;

  beforeAll(() => {
    project = new ProjectCopy('labcloud-budget');
    rmSync(join(project.directory, 'labcloud.hosts.json'), { force: true });
  });
  afterAll(() => {
    project.remove();
  });

  test('read what this computer has, and count the sample against it', () => {
    const read = project.run('node packages/cli/bin/labcloud.js hosts');
    expect(read).toMatchObject({ status: 0, stderr: '' });
    expect(read.stdout).toMatch(/^lab\/Workstation +\d.* GiB +\d+ +\S+ \d+ GiB$/m);
    const file = JSON.parse(readFileSync(join(project.directory, 'labcloud.hosts.json'), 'utf8')) as Hosts;
    const host = file.hosts['lab/Workstation'];
    expect(host?.memory).toBeGreaterThan(2 ** 30);
    expect(host?.cpus).toBeGreaterThanOrEqual(1);
    expect(Object.values(host?.pools ?? {})).toEqual([expect.any(Number)]);

    const { stdout } = project.run('node packages/cli/bin/labcloud.js budget --json');
    expect(JSON.parse(stdout)).toMatchObject({
      computers: [{ paths: ['lab/Workstation', 'lab/Docker'], memory: { total: host?.memory, used: 2 * 2 ** 30 } }],
      pools: [{ path: 'lab/Workstation/Pool', used: 20 * 2 ** 30 }],
    });
    expect(project.run('node packages/cli/bin/labcloud.js hosts').stdout).toContain('says so already');
  });

  test('refuse a host that is too small, and show by how much', () => {
    const small = { version: 1, hosts: { 'lab/Workstation': { memory: 2 ** 31, cpus: 2 } } };
    writeFileSync(join(project.directory, 'labcloud.hosts.json'), JSON.stringify(small));
    const refused = project.run('node packages/cli/bin/labcloud.js synth');
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('lab/Workstation: machines and services take 2 GiB of memory, and it has 1536 MiB for them');
    const shown = project.run('node packages/cli/bin/labcloud.js budget');
    expect(shown.status).toBe(2);
    expect(shown.stdout).toMatch(/^this computer +2 GiB of 1\.5 GiB \(2 GiB less 512 MiB\) !/m);
  });
});

interface Hosts {
  readonly hosts: Readonly<Record<string, { memory: number; cpus: number; pools?: Record<string, number> } | undefined>>;
}
