import { libvirt } from '../../../constructs';
import { only, testLab } from '../../helpers/lab';

const NAT = libvirt.NetworkMode.nat('10.21.0.0/24');
const BRIDGE = libvirt.NetworkMode.bridge('br0', { subnet: '10.22.0.0/24', gateway: '10.22.0.1' });

describe("a network's DNS", () => {
  test('knows names, texts and services that are added, and whom to ask for the rest', () => {
    const lab = testLab();
    new libvirt.Network(lab.host, 'Lan', { mode: NAT, forwarders: ['9.9.9.9'] })
      .addName('nas', '10.21.0.200')
      .addName('backup', '10.21.0.200')
      .addText('note', 'v=1')
      .addService({ service: 'ldap', protocol: 'tcp', target: 'web', port: 389 });
    expect(only(lab.synth(), 'libvirt_network')['dns']).toEqual({
      forwarders: [{ addr: '9.9.9.9' }],
      host: [{ ip: '10.21.0.200', hostnames: [{ hostname: 'nas' }, { hostname: 'backup' }] }],
      tx_ts: [{ name: 'note', value: 'v=1' }],
      sr_vs: [{ service: 'ldap', protocol: 'tcp', domain: 'lab.internal', target: 'web', port: 389 }],
    });
  });

  test('is not mentioned where nothing is added', () => {
    const lab = testLab();
    new libvirt.Network(lab.host, 'Lan', { mode: NAT });
    expect(only(lab.synth(), 'libvirt_network')).not.toHaveProperty('dns');
  });

  test.each([
    ['an address as a name', (lan: libvirt.Network) => lan.addName('a b', '10.21.0.9'), "got 'a b'"],
    ['a name as an address', (lan: libvirt.Network) => lan.addName('a', 'b'), "'address' must be an IP address, got 'b'"],
    ['a text twice', (lan: libvirt.Network) => lan.addText('a', '1').addText('a', '2'), "the TXT record 'a' is there already"],
    [
      'a port that is none',
      (lan: libvirt.Network) => lan.addService({ service: 's', protocol: 'udp', target: 't', port: 0 }),
      "'port' of a service must be a whole number from 1 to 65535, got 0",
    ],
  ])('refuses %s', (_what, change, problem) => {
    const lan = new libvirt.Network(testLab().host, 'Lan', { mode: NAT });
    expect(() => change(lan)).toThrow(problem);
  });

  test('is not there on a bridge of the host', () => {
    const lan = new libvirt.Network(testLab().host, 'Lan', { mode: BRIDGE });
    expect(() => lan.addName('a', '10.22.0.9')).toThrow('a name needs a DNS');
  });
});

describe('a network', () => {
  test('has the packet size and the interface to the outside that it is given', () => {
    const lab = testLab();
    new libvirt.Network(lab.host, 'Lan', { mode: libvirt.NetworkMode.nat('10.21.0.0/24', { device: 'eth1' }), mtu: 9000 });
    expect(only(lab.synth(), 'libvirt_network')).toMatchObject({ mtu: { size: 9000 }, forward: { mode: 'nat', dev: 'eth1' } });
  });

  test.each([500, 1400.5, 70000])('refuses packets of %d bytes', (mtu) => {
    expect(() => new libvirt.Network(testLab().host, 'Lan', { mode: NAT, mtu })).toThrow("'mtu' must be a whole number of bytes");
  });
});
