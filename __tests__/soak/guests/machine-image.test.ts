import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { machineImageAsset } from '../../../constructs/core/asset';
import { Choices, prepareAssets } from '../../../packages/cli/src/assets';
import { BareQemu } from '../../support/bare-qemu';
import { useTempDir } from '../../support/temp-dir';

const MAC = '52:54:00:aa:bb:01';
const folder = useTempDir('labcloud-machine-image');
// The packages of the sample, so that both share one image in the cache.
const asset = machineImageAsset('debian-test', {
  format: 'qcow2',
  source: null,
  recipe: { suite: 'bookworm', packages: ['nginx-light'] },
});
let machine: BareQemu;
let key: string;

function prepare(notes: string[] = []): Promise<Record<string, string>> {
  return prepareAssets([asset], {
    projectDir: folder(),
    stackDir: join(folder(), 'stack'),
    cacheDir: join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'labcloud'),
    choices: new Choices(join(folder(), 'choices.json')),
    progress: { update: (text) => void notes.push(text) },
  });
}

function run(command: string): string {
  return machine.run('ops', key, command).trim();
}

beforeAll(async () => {
  await prepare();
  key = join(folder(), 'key');
  spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  const publicKey = readFileSync(`${key}.pub`, 'utf8').trim();
  machine = await BareQemu.start({
    image: join(folder(), 'stack', asset.file),
    directory: join(folder(), 'machine'),
    disk: '5G',
    mac: MAC,
    seed: {
      metaData: 'instance-id: first\nlocal-hostname: web-1\n',
      networkConfig: `version: 2\nethernets:\n  lan:\n    match: { macaddress: '${MAC}' }\n    dhcp4: true\n`,
      userData: `#cloud-config
users:
  - name: ops
    sudo: 'ALL=(ALL) NOPASSWD:ALL'
    shell: /bin/bash
    ssh_authorized_keys: ['${publicKey}']
packages: [nginx-light]
write_files:
  - { path: /var/www/html/index.html, content: 'Hello', owner: 'www-data:www-data', defer: true }
runcmd:
  - [sh, -c, 'echo ran > /run/ran']
final_message: 'Cloud-init of web-1 finished at $timestamp'
`,
    },
  });
  await machine.ssh(300);
  await machine.cloudInit(300);
}, 900_000);
afterAll(() => machine?.stop());

describe('A machine image from Debian packages', () => {
  test('boots by itself and does what its seed says', () => {
    expect(run('hostname')).toBe('web-1');
    expect(run('cat /run/ran /var/www/html/index.html')).toBe('ran\nHello');
    expect(run('stat -c %U /var/www/html/index.html')).toBe('www-data');
    expect(JSON.parse(run('cat /run/cloud-init/result.json'))).toMatchObject({ v1: { errors: [] } });
    expect(run('systemctl is-system-running')).toBe('running');
  });

  test('grows its root file system to its disk', () => {
    expect(Number(run('df --output=size --block-size=1M / | tail -1'))).toBeGreaterThan(4500);
  });

  test('needs no network for packages that it has', () => {
    expect(run('systemctl is-active nginx')).toBe('active');
    expect(run('ls /var/lib/apt/lists | grep -c Packages || true')).toBe('0');
  });

  test('answers through the guest agent', async () => {
    await expect(machine.agent('guest-ping')).resolves.toEqual({});
    await expect(machine.agent<{ 'host-name': string }>('guest-get-host-name')).resolves.toEqual({ 'host-name': 'web-1' });
  });

  test('lets in keys only, and has keys and an identity of its own', () => {
    expect(run("sudo awk -F: '$2 !~ /^[!*]/ { print $1 }' /etc/shadow")).toBe('');
    expect(
      run('sudo sshd -T | grep -E "^(passwordauthentication|kbdinteractiveauthentication) "')
        .split('\n')
        .map((line) => line.split(' ')[1]),
    ).toEqual(['no', 'no']);
    expect(run('cat /etc/machine-id')).toMatch(/^[0-9a-f]{32}$/);
    expect(run('ls /etc/ssh/ssh_host_*_key')).toBe('/etc/ssh/ssh_host_ed25519_key');
  });

  test('knows only the mirrors of Debian', () => {
    expect(run('grep -rhoE "https?://[^/ ]+" /etc/apt | sort -u')).toBe('http://deb.debian.org');
    expect(existsSync(join(folder(), 'stack', asset.file))).toBe(true);
  });

  test('is not made a second time', async () => {
    const file = join(folder(), 'stack', asset.file);
    const { ino } = statSync(file);
    const notes: string[] = [];
    await expect(prepare(notes)).resolves.toEqual({ [asset.id]: 'recipe' });
    expect([notes, statSync(file).ino]).toEqual([[], ino]);
  });
});
