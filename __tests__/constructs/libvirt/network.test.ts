import { parse } from 'yaml';
import { docker, libvirt } from '../../../constructs';
import { only, testLab } from '../../helpers/lab';

const { NetworkMode } = libvirt;

describe('Network', () => {
  test('is a NAT with a bridge, a domain and reservations of its own', () => {
    const lab = testLab();
    expect(lab.network.subnet.toString()).toBe('10.20.0.0/24');
    expect(only(lab.synth(), 'libvirt_network')).toMatchObject({
      name: 'lab-lan',
      autostart: true,
      forward: { mode: 'nat' },
      bridge: { name: expect.stringMatching(/^lab[0-9a-f]{8}$/), stp: 'on' },
      domain: { name: 'lab.internal', local_only: 'yes' },
      ips: [{ address: '10.20.0.1', prefix: 24, family: 'ipv4', dhcp: { hosts: [] } }],
    });
  });

  test.each([
    ['isolated', NetworkMode.isolated('10.30.0.0/24'), undefined],
    ['routed', NetworkMode.routed('10.30.0.0/24', { device: 'eth0' }), { mode: 'route', dev: 'eth0' }],
    ['bridge', NetworkMode.bridge('br0', { subnet: '10.30.0.0/24', gateway: '10.30.0.254' }), { mode: 'bridge' }],
  ])('can be %s', (_kind, mode, forward) => {
    const lab = testLab();
    new libvirt.Network(lab.host, 'Net', { mode });
    expect(only(lab.synth(), 'libvirt_network').forward).toEqual(forward);
  });

  test('tells a guest on a bridge its address and gateway, since no DHCP of ours does', () => {
    const lab = testLab();
    const network = new libvirt.Network(lab.host, 'Net', {
      mode: NetworkMode.bridge('br0', { subnet: '10.30.0.0/24', gateway: '10.30.0.254' }),
    });
    expect(() => lab.addMachine('Web', { network })).toThrow(
      "lab/Host/Web: 'address' must be given on lab/Host/Net, a network whose addresses labcloud does not manage",
    );

    const machine = lab.addMachine('Db', { network, address: '10.30.0.7' });
    expect(parse(only(lab.synth(), 'libvirt_cloudinit_disk').network_config as string)).toEqual({
      version: 2,
      ethernets: {
        primary: {
          match: { macaddress: machine.mac },
          addresses: ['10.30.0.7/24'],
          routes: [{ to: '0.0.0.0/0', via: '10.30.0.254' }],
          nameservers: { addresses: ['10.30.0.254'] },
        },
      },
    });
  });

  test('lets a guest find its interface by MAC address', () => {
    const lab = testLab();
    const machine = lab.addMachine('Web');
    expect(parse(only(lab.synth(), 'libvirt_cloudinit_disk').network_config as string)).toEqual({
      version: 2,
      ethernets: { primary: { match: { macaddress: machine.mac }, dhcp4: true } },
    });
  });

  test.each([
    ['no network', '10.20.0.5/24', /lab\/Host\/Net: the subnet of 'mode' must name the network itself: did you mean '10\.20\.0\.0\/24'\?/],
    ['too small a network', '10.20.0.0/31', /prefix from \/8 to \/29/],
  ])('refuses %s', (_what, subnet, message) => {
    const lab = testLab();
    expect(() => new libvirt.Network(lab.host, 'Net', { mode: NetworkMode.nat(subnet) })).toThrow(message);
  });

  test.each([
    ['outside', { start: '10.30.1.2', end: '10.30.1.9' }],
    ['backwards', { start: '10.30.0.9', end: '10.30.0.2' }],
    ['over the gateway', { start: '10.30.0.1', end: '10.30.0.9' }],
  ])('refuses a DHCP range %s', (_what, dhcpRange) => {
    const lab = testLab();
    expect(() => new libvirt.Network(lab.host, 'Net', { mode: NetworkMode.nat('10.30.0.0/24', { dhcpRange }) })).toThrow(
      /'dhcpRange' must run upwards within/,
    );
  });

  test('refuses a subnet that overlaps another one, on whichever side', () => {
    const lab = testLab();
    void lab.network;
    expect(() => new libvirt.Network(lab.host, 'Net', { mode: NetworkMode.nat('10.20.0.128/25') })).toThrow(
      'lab/Host/Net: subnet 10.20.0.128/25 overlaps 10.20.0.0/24 of lab/Host/Lan: choose another one',
    );
    expect(() => new docker.Network(lab.engine, 'Net', { subnet: '10.20.0.0/16' })).toThrow('overlaps 10.20.0.0/24 of lab/Host/Lan');
  });

  test('refuses a device name that the kernel would', () => {
    const lab = testLab();
    const mode = NetworkMode.bridge('a-very-long-bridge', { subnet: '10.30.0.0/24', gateway: '10.30.0.1' });
    expect(() => new libvirt.Network(lab.host, 'Net', { mode })).toThrow(/'device' must be the name of a network device/);
  });
});

describe('StoragePool', () => {
  test.each(['relative', '/', '/a/../b', '/a/'])('refuses the path %p', (path) => {
    const lab = testLab();
    expect(() => new libvirt.StoragePool(lab.host, 'Pool', { path })).toThrow(/lab\/Host\/Pool: 'path' must be an absolute path/);
  });

  test('refuses the folder and the name of another pool', () => {
    const lab = testLab();
    void lab.pool;
    expect(() => new libvirt.StoragePool(lab.host, 'Other', { path: '/var/lib/labcloud/test' })).toThrow(
      "lab/Host/Other: the folder '/var/lib/labcloud/test' on this computer is already taken by lab/Host/Pool",
    );
    expect(() => new libvirt.StoragePool(lab.host, 'pool', { path: '/y' })).toThrow(
      "the pool name 'lab-pool' on qemu:///system is already taken",
    );
  });
});

describe('CloudImage', () => {
  const digest = `sha256:${'0'.repeat(64)}`;

  test('is an asset whose id follows its description', () => {
    const { DEBIAN_12 } = libvirt.CloudImage;
    expect(DEBIAN_12.withPackages(['vim']).id).not.toBe(DEBIAN_12.id);
    expect(DEBIAN_12.withPackages(['vim']).id).toBe(DEBIAN_12.withPackages(['vim']).id);
    expect(DEBIAN_12.asset?.source?.digest).toMatch(/^sha512:/);
  });

  test('of a file is uploaded from where it is', () => {
    const lab = testLab();
    lab.addMachine('Web', { image: libvirt.CloudImage.fromFile('images/own.qcow2', { digest }) });
    const upload = Object.values(lab.synth().resource.libvirt_volume ?? {}).find(({ create }) => create !== undefined);

    expect(upload?.create.content).toEqual({ url: '../../../images/own.qcow2', digest });
    expect(lab.manifest.stacks[0]?.assets).toEqual([]);
  });

  test.each([
    ['no URL', () => libvirt.CloudImage.fromUrl('ftp://x', { digest }), /must begin with https/],
    ['no digest', () => libvirt.CloudImage.fromUrl('https://x/y.qcow2', { digest: 'md5:1' }), /must look like 'sha256:/],
    ['no digest of a file', () => libvirt.CloudImage.fromFile('x.qcow2', { digest: 'sha256:12' }), /must look like 'sha256:/],
  ])('refuses %s', (_what, build, message) => {
    expect(build).toThrow(message);
  });
});
