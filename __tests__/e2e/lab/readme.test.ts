import { request } from 'node:http';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Connection } from '@labcloud/libvirt-client';
import type { BackupManifest } from '../../../packages/cli/src/backup/backup-manifest';
import { DockerEngine } from '../../../packages/cli/src/lab/docker-engine';
import { type Outcome, ProjectCopy } from '../../support/project-copy';
import { readmeCommands, readmeTypeScript } from '../../support/readme';

// Beside a running lab: an id, subnets, a port and a pool of its own.
const LAB = 'e2e-sample';
const PORT = 18080;
const POOL = '/var/lib/labcloud/e2e-sample';
const PROPS = `subnet: '10.87.20.0/24', dockerSubnet: '10.87.21.0/24', port: ${PORT}`;
const URL = `http://127.0.0.1:${PORT}/`;

interface Status {
  readonly machines: readonly { name: string; address: string; ready: boolean }[];
  readonly services: readonly { name: string; url: string | null; healthy: boolean }[];
}

let project: ProjectCopy;
const ran = new Set<string>();

/** Runs a command of the README, with this lab's port in place of the README's. */
function readme(command: string): Outcome {
  ran.add(command);
  return project.run(command.replace('127.0.0.1:8080', `127.0.0.1:${PORT}`));
}

function expectSuccess(outcome: Outcome): Outcome {
  if (outcome.status !== 0) {
    throw new Error(`exit status ${outcome.status}\n${outcome.stdout}\n${outcome.stderr}`);
  }
  return outcome;
}

function useStack(line: string): void {
  const main = readFileSync(join(project.directory, 'main.ts'), 'utf8');
  const own = line.includes('{') ? line.replace('{', `{ ${PROPS},`) : line.replace("'lab')", `'lab', { ${PROPS} })`);
  const changed = main.replace(/new LabApp\(.*\)/, `new LabApp({ id: '${LAB}' })`).replace(/^new SampleStack\(.*\);$/m, own);
  writeFileSync(join(project.directory, 'main.ts'), changed);
}

function status(): Status {
  return JSON.parse(expectSuccess(project.run('labcloud status --json')).stdout) as Status;
}

function get(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    request(url, { agent: false, timeout: 10_000 }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => resolve(body));
    })
      .on('error', reject)
      .end();
  });
}

async function answers(count: number): Promise<Set<string>> {
  const pages = new Set<string>();
  for (let index = 0; index < count; index++) {
    pages.add(/<strong>([^<]+)<\/strong>/.exec(await get(URL))?.[1] ?? 'no name');
  }
  return pages;
}

async function withLibvirt<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await Connection.open('qemu:///system');
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

/** Names of everything on this machine that begins like this lab's. */
async function leftovers(): Promise<string[]> {
  const mine = (name: string): boolean => name.startsWith(`${LAB}-`);
  const engine = new DockerEngine('unix:///var/run/docker.sock');
  return [
    ...(await withLibvirt(async (connection) =>
      [
        ...(await connection.connectListAllDomains(0)),
        ...(await connection.connectListAllNetworks(0)),
        ...(await connection.connectListAllStoragePools(0)),
      ].map(({ name }) => name),
    )),
    ...(await engine.containers(`labcloud.lab=${LAB}`)).map(({ Names }) => Names[0]?.slice(1) ?? ''),
    ...(await engine.networks(`labcloud.lab=${LAB}`)).map(({ Name }) => Name),
    ...(await engine.imageTags()),
  ].filter(mine);
}

beforeAll(() => {
  project = new ProjectCopy('labcloud-e2e');
  useStack("new SampleStack(app, 'lab');");
});

afterAll(() => {
  try {
    expectSuccess(project.run('npm run destroy'));
  } finally {
    project.remove();
  }
});

describe('the sample lab, as the README tells it', () => {
  test('npm start brings it up and ends with what is reachable and how', async () => {
    const { stdout } = expectSuccess(readme('npm start'));

    expect(stdout).toMatch(/MACHINE\s+ADDRESS\s+LOGIN\s+IP\s+SSH\s+CLOUD-INIT\s+HTTP/);
    expect(stdout).toMatch(/web-1\s+10\.87\.20\.\d+\s+ssh -F \.labcloud\/ssh\/config web-1(\s+(?:\d+ min )?\d+(?:\.\d)? s){4}/);
    expect(stdout).toMatch(new RegExp(`front\\s+${URL}\\s+healthy`));
  }, 600_000);

  test('status says of what runs that it serves', () => {
    expectSuccess(readme('npx labcloud status'));

    expect(status()).toEqual({
      machines: ['web-1', 'web-2'].map((name) => ({ name, address: expect.stringMatching(/^10\.87\.20\./), ready: true })),
      services: ['front', 'hello-1', 'hello-2'].map((name) => expect.objectContaining({ name, healthy: true })),
    });
  }, 60_000);

  test('each of the four answers through the balancer', async () => {
    expect(expectSuccess(readme('curl http://127.0.0.1:8080')).stdout).toContain('Hello from the lab');
    expect([...(await answers(12))].sort()).toEqual(['hello-1', 'hello-2', 'web-1', 'web-2']);
  }, 60_000);

  test('the login command logs in, and insists on the host key', () => {
    ran.add('ssh -F .labcloud/ssh/config web-1');

    expect(expectSuccess(project.run('ssh -F .labcloud/ssh/config -o BatchMode=yes web-1 hostname')).stdout.trim()).toBe('web-1');
  }, 60_000);

  test('a machine lets in keys only, has keys and an identity of its own, and knows only the mirrors of Debian', () => {
    const questions = [
      "sudo grep -cv '^[^:]*:[!*]' /etc/shadow",
      "sudo sshd -T | grep -E '^(password|kbdinteractive)authentication' | sort",
      'ls /etc/ssh/ssh_host_*_key',
      'cat /etc/machine-id',
      "grep -rhoE 'https?://[^/ ]+' /etc/apt | sort -u",
      'systemctl is-system-running',
    ];
    const { stdout } = expectSuccess(project.run(`ssh -F .labcloud/ssh/config -o BatchMode=yes web-1 "${questions.join('; ')}"`));

    expect(stdout.trim().split('\n')).toEqual([
      '0',
      'kbdinteractiveauthentication no',
      'passwordauthentication no',
      '/etc/ssh/ssh_host_ed25519_key',
      expect.stringMatching(/^[0-9a-f]{32}$/),
      'http://deb.debian.org',
      'running',
    ]);
  }, 60_000);

  test('labcloud leads into machines and containers', () => {
    expect(expectSuccess(readme('npx labcloud ssh web-1 -- hostname')).stdout.trim()).toBe('web-1');
    expect(project.run("echo sent | npx labcloud ssh web-2 -- 'read word; echo got $word; exit 7'")).toMatchObject({
      status: 7,
      stdout: 'got sent\n',
    });
    expect(expectSuccess(readme('npx labcloud ip web-1')).stdout.trim()).toBe(status().machines[0]?.address);
    // It keeps no log of its console: its agent reads the journal.
    expect(expectSuccess(readme('npx labcloud logs web-1 --tail 20')).stdout.trim().split('\n').length).toBeGreaterThanOrEqual(20);
    expect(expectSuccess(project.run('labcloud logs web-1 --since 2099-01-01')).stdout.trim()).toBe('');
    expect(expectSuccess(project.run('npx labcloud logs hello-1')).stderr).toContain('start worker process');
  }, 120_000);

  test('the exported configuration leads ssh to a machine', () => {
    const { stdout } = expectSuccess(
      project.run('labcloud export ssh-config -o ssh.config && ssh -F ssh.config -o BatchMode=yes web-2 hostname'),
    );
    expect(stdout.trim()).toBe('web-2');
  }, 60_000);

  test('a running machine is backed up with its file systems frozen, and thawed', () => {
    const folder = expectSuccess(readme('npx labcloud backup web-1 --to .labcloud/backups')).stdout.trim();
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as BackupManifest;

    expect(manifest.machines).toMatchObject([{ name: 'web-1', consistency: 'frozen', disks: [{ target: 'vda', format: 'qcow2' }] }]);
    const touch = 'touch written && sync && cat /etc/hostname';
    expect(expectSuccess(project.run(`ssh -F .labcloud/ssh/config -o BatchMode=yes web-1 '${touch}'`)).stdout.trim()).toBe('web-1');
  }, 120_000);

  test('a second up changes nothing', () => {
    const state = join(project.directory, '.labcloud/state/lab.tfstate');
    const before = readFileSync(state, 'utf8');
    expectSuccess(project.run('npm start'));

    expect(JSON.parse(readFileSync(state, 'utf8'))).toMatchObject({ serial: (JSON.parse(before) as { serial: number }).serial });
    expect(project.run('labcloud plan').status).toBe(0);
  }, 120_000);

  test('plain terraform finds no change in the stack folder, without CLI configuration', () => {
    const inStack = project.run(
      'cd cdktf.out/stacks/lab && terraform init -input=false -no-color && terraform plan -input=false -detailed-exitcode -no-color',
      {
        TF_CLI_CONFIG_FILE: '/dev/null',
      },
    );
    expect(expectSuccess(inStack).stdout).toContain('No changes');
  }, 120_000);

  test('a machine that is stopped behind our back is noticed', async () => {
    const { machines } = status();
    await withLibvirt(async (connection) => connection.domainDestroyFlags(await connection.domainLookupByName(`${LAB}-web-1`), 0));

    expect(status().machines).toEqual([
      { ...machines[0], ready: false, lacks: ['running'] },
      { ...machines[1], ready: true },
    ]);
    expect(project.run('labcloud plan')).toMatchObject({ status: 2, stdout: expect.stringContaining('web-1') });
  }, 60_000);

  test('a machine that is stopped by its name shuts down by itself', () => {
    expectSuccess(project.run('labcloud stop web-2'));
    expect(project.run('labcloud ssh web-2 true')).toMatchObject({
      status: 255,
      stderr: expect.stringContaining('Start it: labcloud start web-2'),
    });
  }, 120_000);

  test('a change of the page is planned, rolled out and seen on all four, and both machines are put right', async () => {
    useStack(readmeTypeScript().find((code) => code.includes('greeting')) ?? '');

    expect(readme('npx labcloud plan').status).toBe(2);
    expectSuccess(readme('npx labcloud up'));

    expect(status().machines).toMatchObject([{ ready: true }, { ready: true }]);
    const pages = await Promise.all(Array.from({ length: 12 }, () => get(URL)));
    expect(pages.filter((page) => !page.includes('Good morning from the lab'))).toEqual([]);
    expect((await answers(12)).size).toBe(4);
    expect(expectSuccess(project.run('labcloud plan')).status).toBe(0);
  }, 400_000);

  test('npm run destroy leaves nothing', async () => {
    expectSuccess(readme('npm run destroy'));

    expect(await leftovers()).toEqual([]);
    expect(existsSync(POOL) ? readdirSync(POOL) : []).toEqual([]);
    expect(project.run('iptables-save').stdout).not.toContain(`labcloud:${LAB}`);
  }, 200_000);

  test('no command of the README was left out', () => {
    const rest = readmeCommands().filter((command) => !ran.has(command));

    // `npm test` is what runs this.
    expect(rest).toEqual(['npm test']);
    expect(readFileSync(join(__dirname, '../../../.ci/run'), 'utf8')).toMatch(/^npm test$/m);
  });
});
