import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LabApp, LabStack, libvirt } from '../../../constructs';
import { KEY, type TestLab, testLab } from '../../helpers/lab';

function machinesOf(lab: TestLab, ids: readonly string[], addresses: Readonly<Record<string, string>> = {}): string[] {
  const app = lab.reopen();
  const stack = new LabStack(app, 'lab');
  const host = libvirt.Host.local(stack, 'Host');
  const pool = new libvirt.StoragePool(host, 'Pool', { path: '/var/lib/labcloud/test' });
  const network = new libvirt.Network(host, 'Lan', { mode: libvirt.NetworkMode.nat('10.20.0.0/24') });
  const cloudInit = libvirt.CloudInit.forUser('ops', { sshKeys: [KEY] });
  const machines = ids.map(
    (id) => new libvirt.VirtualMachine(host, id, { image: libvirt.CloudImage.DEBIAN_12, pool, network, cloudInit, address: addresses[id] }),
  );
  app.synth();
  return machines.map((machine) => machine.address);
}

describe('addresses', () => {
  const environment = { ...process.env };
  afterEach(() => {
    process.env = { ...environment };
  });

  test('one more machine moves none of the others', () => {
    const lab = testLab();
    const before = machinesOf(lab, ['A', 'B']);
    const after = machinesOf(lab, ['New', 'A', 'B']);

    expect(after.slice(1)).toEqual(before);
    expect(new Set(after).size).toBe(3);
  });

  test('what a machine leaves is given to another one only in the run after', () => {
    const lab = testLab();
    const [first] = machinesOf(lab, ['A', 'B']);
    expect(machinesOf(lab, ['B', 'C'])).not.toContain(first);
    expect(machinesOf(lab, ['B', 'C', 'D'])).toContain(first);
  });

  test('a given address wins over the one from last time', () => {
    const lab = testLab();
    machinesOf(lab, ['A']);
    expect(machinesOf(lab, ['A'], { A: '10.20.0.99' })).toEqual(['10.20.0.99']);
    expect(machinesOf(lab, ['A'])).toEqual(['10.20.0.99']);
  });

  test('in CI the lock file is not written, and must fit if it is frozen', () => {
    const lab = testLab();
    const file = join(lab.directory, 'labcloud.lock.json');
    machinesOf(lab, ['A']);
    const text = readFileSync(file, 'utf8');
    process.env.CI = 'true';
    machinesOf(lab, ['A', 'B']);
    expect(readFileSync(file, 'utf8')).toBe(text);

    process.env.LABCLOUD_FROZEN = '1';
    expect(() => machinesOf(lab, ['A'])).not.toThrow();
    expect(() => machinesOf(lab, ['A', 'B'])).toThrow(/labcloud\.lock\.json does not fit this program: run 'npx labcloud synth'/);
  });

  test.each([
    ['{', /is not JSON .*restore it from version control/],
    ['{"version":2}', /has version 2, and this labcloud reads version 1/],
  ])('a lock file of %p is refused', (text, message) => {
    const lab = testLab();
    writeFileSync(join(lab.directory, 'labcloud.lock.json'), text);
    expect(() => lab.reopen()).toThrow(message);
  });

  test.each([
    [
      'outside the subnet',
      '10.21.0.5',
      /lab\/Host\/Web: 'address' must lie in the subnet 10\.20\.0\.0\/24 of lab\/Host\/Lan, got '10\.21\.0\.5'/,
    ],
    ['the broadcast address', '10.20.0.255', /must lie in the subnet/],
    ['the gateway', '10.20.0.1', /must not be the gateway of lab\/Host\/Lan/],
    ['no address', 'web', /must lie in the subnet/],
    ['taken', '10.20.0.10', /'address' 10\.20\.0\.10 is already taken by lab\/Host\/First/],
  ])('refuses an address that is %s', (_what, address, message) => {
    const lab = testLab();
    lab.addMachine('First');
    expect(() => lab.addMachine('Web', { address })).toThrow(message);
  });

  test('are not taken from the range that DHCP gives away', () => {
    const lab = testLab();
    const mode = libvirt.NetworkMode.nat('10.30.0.0/24', { dhcpRange: { start: '10.30.0.8', end: '10.30.0.20' } });
    const network = new libvirt.Network(lab.host, 'Open', { mode });

    expect(lab.addMachine('Web', { network }).address).toBe('10.30.0.21');
    expect(() => lab.addMachine('Db', { network, address: '10.30.0.9' })).toThrow(/outside the DHCP range/);
  });

  test('a full subnet is refused', () => {
    const lab = testLab();
    const network = new libvirt.Network(lab.host, 'Small', { mode: libvirt.NetworkMode.nat('10.30.0.0/29') });
    for (let index = 1; index <= 5; index++) {
      lab.addMachine(`Web${index}`, { network });
    }
    expect(() => lab.addMachine('Web6', { network })).toThrow(
      /no address is left in 10\.30\.0\.0\/29 of lab\/Host\/Small: choose a larger subnet/,
    );
  });

  test('a LabApp needs an id that names can begin with', () => {
    expect(() => new LabApp({ id: 'My Lab', outdir: testLab().app.outdir })).toThrow(/'id' of a LabApp must match .* got 'My Lab'/);
  });
});
