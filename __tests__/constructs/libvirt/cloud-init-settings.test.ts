import { parse } from 'yaml';
import { Duration, libvirt, Secret, Size } from '../../../constructs';
import { KEY, only, testLab } from '../../helpers/lab';

const base = libvirt.CloudInit.forUser('ops', { sshKeys: [KEY] });
const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
// oxlint-disable-next-line typescript/no-explicit-any -- whatever a document has
const read = (cloudInit: libvirt.CloudInit): any => parse(cloudInit.render({ isDebian: true }), { version: '1.1' });

describe('what a machine does at its first start', () => {
  test('has the settings that the methods of CloudInit say, under cloud-init’s own names', () => {
    const all = base
      .withTimezone('Europe/Berlin')
      .withLocale('de_DE.UTF-8')
      .withDomainName('web.lab.example')
      .withNtp({ servers: ['ntp.lab.example'] })
      .withSwap(Size.mebibytes(512))
      .withPowerState({ mode: 'reboot', delay: Duration.seconds(90), condition: ['test', '-f', '/run/reboot'] })
      .addBootCommand('modprobe br_netfilter')
      .addMount('nas.lan:/media', '/srv/media', { type: 'nfs4' })
      .addFileSystem('/dev/vdc', { label: 'data', mountAt: '/srv/data' })
      .addCertificateAuthority(CERTIFICATE)
      .addCertificateAuthority(CERTIFICATE)
      .addAptSource('tools', { source: 'deb https://tools.example/debian stable main' })
      .withSettings({ final_message: 'up' });
    expect(read(all)).toMatchObject({
      timezone: 'Europe/Berlin',
      locale: 'de_DE.UTF-8',
      fqdn: 'web.lab.example',
      manage_etc_hosts: true,
      ntp: { enabled: true, servers: ['ntp.lab.example'] },
      swap: { filename: '/swapfile', size: 536870912 },
      power_state: { mode: 'reboot', delay: 2, condition: ['test', '-f', '/run/reboot'] },
      bootcmd: ['modprobe br_netfilter'],
      mounts: [
        ['nas.lan:/media', '/srv/media', 'nfs4', 'defaults,nofail,_netdev', '0', '2'],
        ['/dev/vdc', '/srv/data', 'ext4', 'defaults,nofail', '0', '2'],
      ],
      fs_setup: [{ device: '/dev/vdc', filesystem: 'ext4', label: 'data', partition: 'none', overwrite: false }],
      ca_certs: { trusted: [CERTIFICATE, CERTIFICATE] },
      apt: { sources: { tools: { source: 'deb https://tools.example/debian stable main', filename: 'tools.list' } } },
      final_message: 'up',
    });
  });

  test('writes bytes, adds to files, and waits for packages where it is told to', () => {
    const bytes = new Uint8Array([0, 255, 10]);
    const { write_files: files } = read(
      base.addFile('/a', bytes).addFile('/etc/hosts', 'x\n', { append: true }).addFile('/etc/nginx/nginx.conf', 'y', { defer: true }),
    ) as { write_files: unknown[] };
    expect(files).toEqual([
      { path: '/a', permissions: '0644', owner: 'root:root', encoding: 'b64', content: Buffer.from(bytes).toString('base64') },
      { path: '/etc/hosts', permissions: '0644', owner: 'root:root', append: true, content: 'x\n' },
      { path: '/etc/nginx/nginx.conf', permissions: '0644', owner: 'root:root', defer: true, content: 'y' },
    ]);
  });

  test('knows all that a user can have, and sets hashed passwords', () => {
    const hash = '$6$abcdefgh$0123456789abcdefghijkl';
    const user = { name: 'eve', sshKeys: [], sudo: 'ALL=(root) /bin/ls', shell: '/bin/sh', groups: ['adm'], gecos: 'Eve E.', uid: 1500 };
    expect(read(base.addUser({ ...user, homeDirectory: '/srv/eve', passwordHash: hash }))).toMatchObject({
      users: [
        { name: 'ops', lock_passwd: true },
        {
          name: 'eve',
          lock_passwd: false,
          sudo: 'ALL=(root) /bin/ls',
          shell: '/bin/sh',
          groups: ['adm'],
          gecos: 'Eve E.',
          homedir: '/srv/eve',
          uid: 1500,
        },
      ],
      chpasswd: { expire: false, users: [{ name: 'eve', password: hash, type: 'hash' }] },
    });
  });

  test('hands a password over as an ephemeral value that no plan shows', () => {
    const lab = testLab();
    const password = Secret.generated(lab.stack, 'Console');
    lab.addMachine('Web', { cloudInit: libvirt.CloudInit.forUser('ops', { sshKeys: [KEY], password }) });
    const seed = only(lab.synth(), 'libvirt_cloudinit_disk');
    expect(seed['user_data']).toBeUndefined();
    expect(seed['user_data_wo']).toContain('password: ${jsonencode(var.secret_console)}');
    expect(seed['user_data_wo']).toContain('type: "text"');
  });

  test('adds to the network configuration without losing the machine’s own words', () => {
    const lab = testLab();
    const cloudInit = base
      .addNetworkConfig({ ethernets: { primary: { mtu: 1400 } }, vlans: { office: { id: 5, link: 'primary', dhcp4: true } } })
      .addNetworkConfig({ bridges: { br0: { interfaces: ['office'] } } });
    const web = lab.addMachine('Web', { cloudInit });
    web.attachNetwork(new libvirt.Network(lab.host, 'Storage', { mode: libvirt.NetworkMode.isolated('10.21.0.0/24') }));
    expect(parse(only(lab.synth(), 'libvirt_cloudinit_disk')['network_config'] as string)).toMatchObject({
      version: 2,
      ethernets: { primary: { match: { macaddress: web.mac }, dhcp4: true, mtu: 1400 }, 'lab-storage': { dhcp4: true } },
      vlans: { office: { id: 5, link: 'primary' } },
      bridges: { br0: { interfaces: ['office'] } },
    });
  });
});

describe('cloud-init’s rules', () => {
  test.each([
    ['a setting that there is none of', { timezon: 'UTC' }, /cloud-init has no 'timezon': did you mean 'timezone'\?/],
    [
      'a partition by its number, which the schema of cloud-init does not have',
      { fs_setup: [{ device: '/dev/vdc', filesystem: 'ext4', partition: 1 }] },
      /'fs_setup\[0\].partition' must be one of/,
    ],
    ['what a method says better', { users: [] }, /'users' of cloud-init must be said by addUser/],
    ['passwords in clear', { chpasswd: { list: ['a:b'] } }, /must be said by addUser with 'passwordHash' or 'password'/],
    [
      'a time zone that is none',
      { timezone: 'Europe Berlin' },
      /'timezone' must be a time zone such as Europe\/Berlin, got 'Europe Berlin'/,
    ],
    ['a text for a flag', { package_upgrade: 'yes' }, /'package_upgrade' must be true or false, got 'yes'/],
    ['a text for a list', { bootcmd: 'ls' }, /'bootcmd' must be a list that is not empty, got 'ls'/],
    ['an empty command in a list', { bootcmd: ['ls', ' '] }, /'bootcmd\[1\]' must be a line for the shell, or a list/],
    ['a misspelt name within a setting', { ntp: { server: ['a'] } }, /'ntp' has no 'server': did you mean 'servers'\?/],
    ['a server that is none', { ntp: { servers: ['a b'] } }, /'ntp.servers\[0\]' must be a host name or an address, got 'a b'/],
    ['a mode that is none', { power_state: { mode: 'off' } }, /'power_state.mode' must be one of 'poweroff', 'halt', 'reboot', got 'off'/],
    ['a missing part', { power_state: { delay: 'now' } }, /'power_state' must have 'mode'/],
    ['a mount of too many fields', { mounts: [['a', 'b', 'c', 'd', '0', '0', '0']] }, /'mounts\[0\]' must be a list of 1 to 6 items/],
    [
      'a partition table of a kind that is none',
      { disk_setup: { '/dev/vdc': { table_type: 'bsd' } } },
      /'disk_setup.\/dev\/vdc.table_type' must be one of/,
    ],
    ['a swap of no size', { swap: { filename: '/s', size: 'big' } }, /'swap.size' must be one of 'auto', or a whole number/],
    ['a host name with an underscore', { hostname: 'my_host' }, /'hostname' must be a host name, got 'my_host'/],
  ] as [string, never, RegExp][])('refuse %s', (_what, settings, message) => {
    expect(() => base.withSettings(settings)).toThrow(message);
  });

  test.each([
    ['a locale that is none', () => base.withLocale('german'), /'locale' must be/],
    ['a certificate that is none', () => base.addCertificateAuthority('MIIB'), /'ca_certs.trusted\[0\]' must be a certificate in PEM form/],
    ['a relative place to mount at', () => base.addMount('/dev/vdc', 'srv'), /must be mounted at an absolute path, got 'srv'/],
    ['a label that is too long', () => base.addFileSystem('/dev/vdc', { label: 'x'.repeat(17) }), /label of at most 16 characters/],
    ['an interface with a long name', () => base.addNetworkConfig({ bridges: { 'a-very-long-name': {} } }), /at most 15 characters/],
    ['a VLAN without a link', () => base.addNetworkConfig({ vlans: { v: { id: 1 } } }), /'network.vlans.v' must have 'link'/],
    ['an address without its prefix', () => base.addNetworkConfig({ ethernets: { eth1: { addresses: ['10.0.0.1'] } } }), /with its prefix/],
    ['a password in clear', () => base.addUser({ name: 'eve', sshKeys: [], passwordHash: 'secret' }), /must be what crypt\(3\) makes/],
    [
      'a text as a Secret',
      () => base.addUser({ name: 'eve', sshKeys: [], password: 'secret' as never }),
      /must be a Secret, or a 'passwordHash' instead/,
    ],
    ['a rule of sudo that is none', () => base.addUser({ name: 'eve', sshKeys: [], sudo: 'yes' }), /'sudo' of user 'eve' must be a rule/],
    ['a colon in a full name', () => base.addUser({ name: 'eve', sshKeys: [], gecos: 'a:b' }), /neither colons nor line breaks/],
    ['a relative shell', () => base.addUser({ name: 'eve', sshKeys: [], shell: 'bash' }), /'shell' of user 'eve' must be an absolute path/],
    ['a command of nothing but spaces', () => base.addBootCommand('  '), /'bootcmd\[0\]' must be a line for the shell/],
    ['what is too large for a state', () => base.addFile('/a', 'x'.repeat(1 << 20)).render({ isDebian: false }), /at most 1048576 bytes/],
  ])('refuse %s', (_what, build, message) => {
    expect(build).toThrow(message);
  });
});
