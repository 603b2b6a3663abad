import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@labcloud/libvirt-client';
import { makeInstallerIso, WORDS } from '../../support/installer-iso';
import { type Outcome, ProjectCopy } from '../../support/project-copy';
import { SmallLinux } from '../../support/small-linux';

// Beside whatever a person has made of the example: an id and a subnet of its own.
const LAB = 'e2e-install';
const EXAMPLE = 'examples/install-from-iso.ts';
const SERIAL = `/var/log/libvirt/qemu/${LAB}-machine-serial.log`;

let project: ProjectCopy;
let folder: string;
let connection: Connection;

function edit(file: string, change: (text: string) => string): void {
  const path = join(project.directory, file);
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}

function expectSuccess({ status, stdout, stderr }: Outcome): string {
  if (status !== 0) throw new Error(`exit status ${status}\n${stdout}\n${stderr}`);
  return stdout;
}

function serial(): string {
  return existsSync(SERIAL) ? readFileSync(SERIAL, 'latin1') : '';
}

async function until(what: string, done: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 120_000; !(await done()); await sleep(200))
    if (Date.now() > deadline) throw new Error(`not ${what} after two minutes; the serial console said:\n${serial()}`);
}

async function isActive(): Promise<boolean> {
  return connection.domainIsActive(await connection.domainLookupByName(`${LAB}-machine`));
}

beforeAll(async () => {
  rmSync(SERIAL, { force: true });
  connection = await Connection.open('qemu:///system');
  folder = mkdtempSync(join(tmpdir(), 'labcloud-iso-'));
  project = new ProjectCopy('labcloud-install');
  edit(EXAMPLE, (text) => text.replace("id: 'install'", `id: '${LAB}'`).replace('10.30.0.0/24', '10.87.130.0/24'));
  edit('cdktf.json', (text) => text.replace('main.ts', EXAMPLE));
  const iso = await makeInstallerIso(SmallLinux.fetch(folder), folder);
  writeFileSync(join(project.directory, 'netinst.iso'), readFileSync(iso));
}, 120_000);

afterAll(async () => {
  try {
    expectSuccess(project.run('labcloud destroy --yes'));
  } finally {
    await connection.close();
    project.remove();
    rmSync(folder, { recursive: true, force: true });
    rmSync(SERIAL, { force: true });
  }
}, 120_000);

describe('installing a system from an ISO image to a raw disk', () => {
  test('the machine starts the installer, since its disk is empty, and is off when that is done', async () => {
    expectSuccess(project.run('labcloud up'));
    await until('installed', async () => !(await isActive()));

    expect(serial()).toContain(WORDS.installed);
    expect(serial()).not.toContain(WORDS.started);
  }, 300_000);

  test('the next up notices that it is off, and it starts from the disk', async () => {
    expect(project.run('labcloud plan').status).toBe(2);
    expectSuccess(project.run('labcloud up'));
    await until('started from the disk', () => Promise.resolve(serial().includes(WORDS.started)));

    expect(await isActive()).toBe(true);
    expect(project.run('labcloud plan').status).toBe(0);
  }, 300_000);
});
