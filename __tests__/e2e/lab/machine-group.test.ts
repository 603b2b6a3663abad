import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Outcome, ProjectCopy } from '../../support/project-copy';
import { COMMAND_LINE, SmallLinux } from '../../support/small-linux';

jest.setTimeout(400_000);

// Beside a running lab: an id, a subnet and a pool of its own.
const LAB = 'e2egroup';
const ADDRESSES = ['10.87.61.21', '10.87.61.22', '10.87.61.23'];
const NEW = '10.87.61.24';
// In the order in which they need each other.
const DHCP = `#!/bin/busybox sh
[ "$1" = bound ] && /bin/busybox ifconfig eth0 "$ip" netmask "$subnet" up
exit 0
`;

const app = (version: string, count: number): string => `
import { LabApp, LabStack, libvirt, Probe, Size } from './constructs';
const app = new LabApp({ id: '${LAB}' });
const stack = new LabStack(app, 'lab');
const host = libvirt.Host.local(stack, 'Host', { accelerator: 'qemu' });
const group = new libvirt.MachineGroup(host, 'Web', {
  count: ${count},
  firstAddress: '${String(ADDRESSES[0])}',
  pool: new libvirt.StoragePool(host, 'Pool', { path: '/var/lib/labcloud/${LAB}' }),
  network: new libvirt.Network(host, 'Lan', { mode: libvirt.NetworkMode.isolated('10.87.61.0/24') }),
  kernel: libvirt.KernelBoot.fromFiles({ kernel: 'kernel.img', initrd: '${version}.img', commandLine: '${COMMAND_LINE} panic=1' }),
  memory: Size.mebibytes(256),
  probes: [Probe.http(80)],
});
// The guests hear no power button.
group.machines.forEach(({ resource }) => resource.putUpdate({ shutdown: { timeout: 0 } }));
app.synth();
`;

let project: ProjectCopy;
let folder: string;

/** What a machine serves; undefined when it does not. */
function page(address: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const request = get({ host: address, port: 80, timeout: 3000, agent: false }, (response) => {
      response.setEncoding('utf8').on('data', (text: string) => {
        resolve(text.trim());
      });
    });
    request.on('error', () => undefined);
    request.on('timeout', () => request.destroy());
    request.on('close', () => {
      resolve(undefined);
    });
  });
}

const pages = (): Promise<(string | undefined)[]> => Promise.all(ADDRESSES.map(page));

/** Brings the group to a version, without agreeing to any loss: what goes is images that are made again. Says how it ended, and how few machines answered at a time meanwhile. */
async function up(version: string, options = '', count = ADDRESSES.length): Promise<Outcome & { fewest: number }> {
  writeFileSync(join(project.directory, 'main.ts'), app(version, count));
  const child = spawn(join(project.directory, 'node_modules/.bin/labcloud'), ['up', ...options.split(' ').filter(Boolean)], {
    cwd: project.directory,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr, fewest] = ['', '', Infinity];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  let status: number | null | undefined;
  void ended.then((code) => (status = code));
  while (status === undefined) {
    fewest = Math.min(fewest, (await pages()).filter((text) => text !== undefined).length);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return { status, stdout, stderr, fewest };
}

/** What ended as it was to. */
function ended<T extends Outcome>(outcome: T, status: number): T {
  if (outcome.status !== status) throw new Error(`exit status ${String(outcome.status)}\n${outcome.stdout}\n${outcome.stderr}`);
  return outcome;
}

function said({ stdout, stderr }: Outcome): string {
  return `${stdout} ${stderr}`.replace(/\s+/g, ' ');
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'labcloud-group-'));
  project = new ProjectCopy('labcloud-group');
  const linux = SmallLinux.fetch(folder);
  copyFileSync(linux.kernel, join(project.directory, 'kernel.img'));
  const begin = `ip link set eth0 up; until ifconfig eth0 | grep -q 'inet addr'; do udhcpc -i eth0 -n -q -s /dhcp; done; mkdir -p /www`;
  for (const version of ['first', 'second', 'broken']) {
    const serve = version === 'broken' ? 'sleep 100000' : `echo ${version} > /www/index.html; httpd -f -p 80 -h /www`;
    const files = [{ path: 'dhcp', content: Buffer.from(DHCP), executable: true }];
    writeFileSync(join(project.directory, `${version}.img`), linux.initrd(`${begin}\n${serve}`, files));
  }
});

afterAll(() => {
  project.run('labcloud destroy --yes');
  project.remove();
  rmSync(folder, { recursive: true, force: true });
});

describe('a group of machines that serve', () => {
  test('comes up at once', async () => {
    const outcome = ended(await up('first'), 0);
    expect(await pages()).toEqual(['first', 'first', 'first']);
    expect(said(outcome)).not.toContain('lab/Host/Web:');
  });

  test('stops at one that does not come back, and leaves the others as they were', async () => {
    const outcome = ended(await up('broken', '--timeout 12'), 1);
    expect([outcome.fewest, await pages()]).toEqual([2, [undefined, 'first', 'first']]);
    expect(said(outcome)).toMatch(
      /The change of lab\/Host\/Web stops at web-1: web-1 \(10\.87\.61\.21\) did not reach 'http' within 12 s\..*Changed: nobody\. As before: web-2, web-3\./,
    );
  });

  test('does not go on while that one is missed', async () => {
    ended(await up('broken', '--timeout 5'), 1);
    expect(await pages()).toEqual([undefined, 'first', 'first']);
  });

  test('begins with a new one, and that one when it is repaired, and changes one after the other, so that two always answer', async () => {
    const outcome = ended(await up('second', '', 4), 0);
    expect([outcome.fewest, await pages(), await page(NEW)]).toEqual([2, ['second', 'second', 'second'], 'second']);
    expect(said(outcome)).toMatch(/web-4, 1 of 4 .*web-1, 2 of 4 .*web-2, 3 of 4 .*web-3, 4 of 4/);
    expect(project.run('labcloud plan').status).toBe(0);
  });
});
