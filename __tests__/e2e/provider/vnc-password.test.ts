import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Connection, DomainXMLFlags } from '@labcloud/libvirt-client';
import { isEmpty, Workspace } from './harness';

const MACHINE = 'labtest-vnc-machine';
const FIRST = 'open-7f3';
const SECOND = 'shut-9c1';

let connection: Connection;
let workspace: Workspace;

function configure(passwd: string, version: string, vnc: object = {}): void {
  workspace.configure({
    libvirt_domain: {
      machine: {
        name: MACHINE,
        type: 'qemu',
        memory: 64,
        memory_unit: 'MiB',
        os: { type: 'hvm', type_arch: 'x86_64', type_machine: 'q35' },
        update: { shutdown: { timeout: 0 } },
        devices: {
          graphics: [{ vnc: { listen: '127.0.0.1', auto_port: true, passwd_wo: passwd, passwd_wo_version: version, ...vnc } }],
          videos: [{ model: { type: 'virtio' } }],
        },
      },
    },
  });
}

/** The password that libvirt keeps for its own, of what runs and of what is defined. */
async function passwords(): Promise<(string | undefined)[]> {
  const domain = await connection.domainLookupByName(MACHINE);
  const flags = [DomainXMLFlags.SECURE, DomainXMLFlags.SECURE | DomainXMLFlags.INACTIVE];
  const xml = await Promise.all(flags.map((flag) => connection.domainGetXMLDesc(domain, flag)));
  return xml.map((text) => /passwd='([^']*)'/.exec(text)?.[1]);
}

function argumentsOfQemu(): string {
  const lines = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8')];
      } catch {
        return []; // It has ended since the folder was read.
      }
    });
  return lines.filter((line) => line.includes(MACHINE)).join('\n');
}

beforeAll(async () => {
  connection = await Connection.open('qemu:///system');
  workspace = await Workspace.create();
});

afterAll(async () => {
  try {
    await workspace.destroy();
  } finally {
    await workspace.remove();
    await connection.close();
  }
});

test('a VNC password reaches libvirt, and no state, plan or argument', async () => {
  configure(FIRST, '1');
  await workspace.apply();
  expect(await passwords()).toEqual([FIRST, FIRST]);
  expect(isEmpty(await workspace.plan())).toBe(true);
  const files = ['terraform.tfstate', 'plan'].map((name) => readFileSync(join(workspace.directory, name)));
  expect(files.some((bytes) => bytes.includes(FIRST))).toBe(false);
  expect(argumentsOfQemu()).toContain(MACHINE);
  expect(argumentsOfQemu()).not.toContain(FIRST);
});

test('a VNC password stays when something else changes, and is replaced when its version does', async () => {
  configure(FIRST, '1', { listen: '127.0.0.2' });
  await workspace.apply();
  expect(await passwords()).toEqual([FIRST, FIRST]);
  configure(SECOND, '2', { listen: '127.0.0.2' });
  expect((await workspace.plan()).warnings.map(({ summary }) => summary)).toEqual(['Restart: something that runs is restarted']);
  await workspace.apply();
  expect(await passwords()).toEqual([SECOND, SECOND]);
  expect(isEmpty(await workspace.plan())).toBe(true);
});

test('a VNC password that is left out goes', async () => {
  configure(SECOND, '2', { passwd_wo: null, passwd_wo_version: null });
  await workspace.apply();
  expect(await passwords()).toEqual([undefined, undefined]);
});

test.each(['longer-than-8', ''])('the VNC password %p is refused', async (passwd) => {
  configure(passwd, '1');
  const { status, output } = await workspace.terraform('validate');
  expect(status).toBe(1);
  expect(output.replace(/\s*│\s*/g, ' ')).toContain('must have 1 to 8 bytes');
  configure(SECOND, '2');
});
