import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from '../../support/properties';
import { Duration, libvirt, Size, SshKey } from '../../../constructs';
import { renderNetworkConfig } from '../../../constructs/libvirt/user-data';

// Debian's cloud-init and what it imports; nothing is installed.
const PACKAGES =
  'cloud-init python3-jsonschema python3-pyrsistent python3-attr python3-yaml python3-jinja2 python3-markupsafe python3-configobj python3-six python3-requests python3-urllib3 python3-certifi python3-chardet python3-idna python3-jsonpatch python3-json-pointer';
const CHECK = `
import json, sys, yaml
from cloudinit.config.schema import SchemaValidationError, get_schema, validate_cloudconfig_schema
schema = get_schema()
for document in json.load(sys.stdin):
    try:
        validate_cloudconfig_schema(yaml.safe_load(document), schema, strict=True)
    except SchemaValidationError as error:
        print(error)
`;

const KEY = SshKey.fromPublicKey('ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIl3Y6e1aUq4dmSMq8G4bE2Rq7bTn6FvAqcYB9bHkZ2E test');
const base = libvirt.CloudInit.forUser('ops', { sshKeys: [KEY] });

let folder: string;

const RENDER = `
import sys, yaml
from cloudinit.net import networkd
from cloudinit.net.network_state import parse_net_config_data
renderer = networkd.Renderer({'network_conf_dir': 'etc/systemd/network/'})
for file in renderer._render_content(parse_net_config_data(yaml.safe_load(sys.stdin), renderer=renderer)).values():
    print(file)
`;

function python(program: string, input: string): string {
  return execFileSync('/usr/bin/python3', ['-c', program], {
    input,
    encoding: 'utf8',
    env: { ...process.env, PYTHONPATH: join(folder, 'tree/usr/lib/python3/dist-packages') },
  });
}

/** What cloud-init tells systemd-networkd of a network configuration. */
function networkd(config: string): string {
  return python(RENDER, config);
}

/** What cloud-init's own schema says against documents. */
function refused(documents: readonly string[]): string {
  return python(CHECK, JSON.stringify(documents));
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'labcloud-rules-'));
  execFileSync('apt-get', ['-q', 'download', ...PACKAGES.split(' ')], { cwd: folder, stdio: 'pipe' });
  for (const file of readdirSync(folder)) execFileSync('dpkg-deb', ['-x', file, 'tree'], { cwd: folder });
}, 120_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('cloud-init itself', () => {
  test('leads a machine with IPv6 alone, or on a network of both versions that is there already, to its router', () => {
    const ipv6 = { address: 'fd00:30::a', prefix: 64 };
    const alone = { ipv6: { ...ipv6, gateway: 'fd00:30::1', dns: { server: 'fd00:30::1', domain: 'lab.internal' } }, ipv6Alone: true };
    const both = { ipv6: { ...ipv6, gateway: 'fe80::1' }, fixed: { address: '10.30.0.10', prefix: 24, gateway: '10.30.0.1' } };
    const [first, second] = [alone, both].map((addresses) => networkd(renderNetworkConfig('52:54:00:00:00:01', addresses)));
    expect(first?.split('\n')).toEqual(
      expect.arrayContaining(['Address=fd00:30::a/64', 'Gateway=fd00:30::1', 'DNS=fd00:30::1', 'DHCP=no']),
    );
    expect(first).toContain('Domains=lab.internal');
    expect(second?.match(/(?<=^Gateway=).*/gm)?.sort()).toEqual(['10.30.0.1', 'fe80::1']);
    expect([first, second].join('\n').match(/(?<=^Destination=).*/gm)).toEqual(['0.0.0.0/0']);
  }, 60_000);

  test('takes all that CloudInit’s methods write', () => {
    const all = base
      .addUser({
        name: 'eve',
        sshKeys: [KEY],
        groups: ['adm'],
        gecos: 'Eve',
        shell: '/bin/sh',
        uid: 1500,
        passwordHash: '$6$abcdefgh$0123456789ab',
      })
      .addPackages('nginx')
      .addFile('/a', 'text')
      .addFile('/b', new Uint8Array([1, 2]), { owner: 'www-data', append: true })
      .addCommand('true')
      .addCommand(['echo', 'a'])
      .addBootCommand(['echo', 'b'])
      .addMount('/dev/vdc', '/srv')
      .addFileSystem('/dev/vdd', { label: 'data', mountAt: '/data' })
      .addCertificateAuthority('-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n')
      .addAptSource('tools', { source: 'deb https://tools.example/debian stable main' })
      .withTimezone('Europe/Berlin')
      .withLocale('de_DE.UTF-8')
      .withDomainName('web.lab.example')
      .withNtp({ servers: ['ntp.lab.example'], pools: ['pool.ntp.org'] })
      .withSwap(Size.mebibytes(512))
      .withPowerState({ mode: 'reboot', delay: Duration.seconds(90), message: 'bye', condition: 'true' })
      .withSettings({
        growpart: { mode: 'auto', devices: ['/'] },
        disk_setup: { '/dev/vdc': { table_type: 'gpt', layout: [50, [50, 82]] } },
      });
    expect(refused([true, false].map((isDebian) => all.render({ isDebian })))).toBe('');
  }, 60_000);

  test('takes whatever settings passed our checks', () => {
    const words = fc.constantFrom('auto', 'now', 'gpt', 'Europe/Berlin', 'a', '/dev/vdc', '1G', 'poweroff', 'x y', '');
    const atom = fc.oneof(words, fc.boolean(), fc.integer({ min: -2, max: 200 }));
    const names =
      'enabled servers pools mode delay message timeout filename size maxsize table_type layout overwrite device filesystem label devices url tries';
    const settings = fc.record({
      name: fc.constantFrom(
        ...'timezone locale ntp swap growpart resize_rootfs power_state mounts fs_setup disk_setup bootcmd phone_home manage_etc_hosts hostname fqdn package_upgrade ssh_genkeytypes groups ca_certs final_message keyboard'.split(
          ' ',
        ),
      ),
      value: fc.oneof(
        atom,
        fc.array(fc.oneof(atom, fc.array(atom, { maxLength: 4 })), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...names.split(' ')), fc.oneof(atom, fc.array(atom, { maxLength: 2 })), { maxKeys: 3 }),
        fc.array(fc.dictionary(fc.constantFrom('device', 'filesystem', 'label', 'overwrite', 'partition'), atom, { maxKeys: 4 }), {
          maxLength: 2,
        }),
      ),
    });
    const documents = fc.sample(settings, 20_000).flatMap(({ name, value }) => {
      try {
        return [base.withSettings({ [name]: value as never }).render({ isDebian: true })];
      } catch (error) {
        if (error instanceof RangeError) return [];
        throw error;
      }
    });
    expect(documents.length).toBeGreaterThan(500);
    expect([...new Set(refused(documents).split('\n'))].join('\n')).toBe('');
  }, 120_000);
});
