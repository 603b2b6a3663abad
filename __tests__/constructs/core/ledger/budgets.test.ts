import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { docker, type HostBudget, LabStack, libvirt, Size } from '../../../../constructs';
import { KEY, testLab, type TestLab } from '../../../helpers/lab';

const GIB = 1024 ** 3;

function labWith(budget: HostBudget): TestLab & { machine: (id: string, props?: Partial<libvirt.VirtualMachineProps>) => void } {
  const lab = testLab();
  const host = libvirt.Host.local(lab.stack, 'Kvm', { budget });
  const pool = new libvirt.StoragePool(host, 'Pool', { path: '/srv/lab' });
  const network = new libvirt.Network(host, 'Lan', { mode: libvirt.NetworkMode.nat('10.30.0.0/24') });
  const cloudInit = libvirt.CloudInit.forUser('ops', { sshKeys: [KEY] });
  return Object.assign(lab, {
    machine: (id: string, props: Partial<libvirt.VirtualMachineProps> = {}) => {
      new libvirt.VirtualMachine(host, id, {
        pool,
        network,
        ...props,
        image: libvirt.CloudImage.DEBIAN_12,
        cloudInit,
        install: undefined,
        diskFormat: undefined,
      });
    },
  });
}

const reserve = { memory: Size.gibibytes(2), cpus: 0 };

describe('the memory of a computer', () => {
  test('may be taken to the last byte that is not reserved', () => {
    const lab = labWith({ memory: Size.gibibytes(8), reserve });
    lab.machine('A', { memory: Size.gibibytes(4) });
    lab.machine('B', { memory: Size.gibibytes(2) });
    expect(() => lab.synth()).not.toThrow();
  });

  test('is refused beyond that, naming who takes most', () => {
    const lab = labWith({ memory: Size.gibibytes(8), reserve });
    lab.machine('Db', { memory: Size.gibibytes(4) });
    ['A', 'B', 'C', 'D'].forEach((id) => {
      lab.machine(id);
    });
    expect(() => lab.synth()).toThrow(
      'lab/Kvm: machines and services take 8 GiB of memory, and it has 6 GiB for them (8 GiB less a reserve of 2 GiB): ' +
        'lab/Kvm/Db 4 GiB, lab/Kvm/A 1 GiB, lab/Kvm/B 1 GiB and 2 others 2 GiB. ' +
        "Give them less, move some elsewhere, or correct the host's 'budget'",
    );
  });

  test.each<[string, Partial<libvirt.VirtualMachineProps>]>([
    ['a machine that is off', { power: 'stopped', memory: Size.gibibytes(7) }],
    ['what a machine can grow to', { maxMemory: Size.gibibytes(7) }],
  ])('counts %s', (_what, props) => {
    const lab = labWith({ memory: Size.gibibytes(8), reserve });
    lab.machine('A', props);
    expect(() => lab.synth()).toThrow('lab/Kvm: machines and services take 7 GiB of memory');
  });

  test('is shared by machines and the limits of containers on one computer, in whichever stack', () => {
    const lab = labWith({ memory: Size.gibibytes(8), reserve });
    lab.machine('A', { memory: Size.gibibytes(5) });
    const engine = docker.Engine.local(new LabStack(lab.app, 'other'), 'Docker');
    const image = docker.Image.fromRegistry('nginx:1.27.3');
    new docker.ContainerService(engine, 'Wiki', { image, memory: Size.mebibytes(768), replicas: 2 });
    expect(() => lab.synth()).toThrow(
      'lab/Kvm: machines and services take 6656 MiB of memory, and it has 6 GiB for them (8 GiB less a reserve of 2 GiB): ' +
        'lab/Kvm/A 5 GiB, other/Docker/Wiki/Replica1 768 MiB, other/Docker/Wiki/Replica2 768 MiB. ',
    );
  });

  test.each([
    [64, 6.4],
    [32, 4],
    [8, 2],
    [2, 0.5],
  ])('of %p GiB keeps %p GiB for itself by default', (total, kept) => {
    const lab = labWith({ memory: Size.gibibytes(total) });
    lab.synth();
    expect((lab.manifest.budget.computers[0]?.memory.reserve ?? 0) / GIB).toBeCloseTo(kept, 2);
  });
});

test('a refusal says nothing about ignoring it', () => {
  const lab = labWith({ memory: Size.gibibytes(1), reserve: { memory: Size.mebibytes(512) } });
  lab.machine('A');
  expect(() => lab.synth()).toThrow(/correct the host's 'budget'$/);
});

describe('the processors of a computer', () => {
  test('are shared, by default each by four', () => {
    const lab = labWith({ cpus: 4, reserve });
    lab.machine('A', { cpus: 4 });
    lab.machine('B', { cpus: 4 });
    lab.machine('C', { cpus: 4 });
    lab.machine('D', { cpus: 4 });
    expect(() => lab.synth()).not.toThrow();
    lab.machine('E');
    expect(() => lab.synth()).toThrow(
      'lab/Kvm: machines and services take 17 processors, and it has 16 for them (4 threads less a reserve of 0, each shared by 4): ' +
        'lab/Kvm/A 4, lab/Kvm/B 4, lab/Kvm/C 4 and 2 others 5. ' +
        "Give them fewer, move some elsewhere, or raise 'budget.cpuOvercommit'",
    );
  });

  test('cannot be had twice by one machine, however many share them', () => {
    const lab = labWith({ cpus: 4, cpuOvercommit: 16 });
    lab.machine('A', { cpus: 5 });
    expect(() => lab.synth()).toThrow('lab/Kvm: lab/Kvm/A has 5 processors, and the host runs 4 threads: give it fewer');
  });
});

describe('the storage of a pool', () => {
  test('is what its volumes are when they are full', () => {
    const lab = testLab();
    const pool = new libvirt.StoragePool(lab.host, 'Small', { path: '/srv/small', capacity: Size.gibibytes(20) });
    lab.addMachine('Web', { pool, disk: Size.gibibytes(5) }).attach(pool.addVolume('Media', Size.gibibytes(15)));
    lab.synth();
    pool.addVolume('More', Size.gibibytes(1));
    expect(() => lab.synth()).toThrow(
      'lab/Host/Small: volumes take 21 GiB when they are full, and the pool has 20 GiB: ' +
        'lab/Host/Small/Media 15 GiB, lab/Host/Web/Disk 5 GiB, lab/Host/Small/More 1 GiB. ' +
        "Make them smaller, or raise 'overcommit' if they never fill up together",
    );
  });

  test('can be promised more than once', () => {
    const lab = testLab();
    const pool = new libvirt.StoragePool(lab.host, 'Small', { path: '/srv/small', capacity: Size.gibibytes(20), overcommit: 1.5 });
    pool.addVolume('Media', Size.gibibytes(30));
    lab.synth();
    pool.addVolume('More', Size.gibibytes(1));
    expect(() => lab.synth()).toThrow('and the pool has 30 GiB for them (20 GiB, promised 1.5 times)');
  });
});

describe('what `labcloud hosts` read', () => {
  const write = (lab: TestLab, text: string): void => {
    writeFileSync(join(lab.directory, 'labcloud.hosts.json'), text);
  };
  const measured = { memory: 8 * GIB, cpus: 4, pools: { '/var/lib/labcloud/test': 12 * GIB } };

  test('counts where the program says nothing', () => {
    const lab = testLab();
    write(lab, JSON.stringify({ version: 1, hosts: { 'lab/Host': measured } }));
    lab.addMachine('Web', { memory: Size.gibibytes(7), disk: Size.gibibytes(13) });
    expect(() => lab.synth()).toThrow('lab/Host: machines and services take 7 GiB of memory, and it has 6 GiB for them');
    expect(() => lab.synth()).toThrow('lab/Host/Pool: volumes take 13 GiB when they are full, and the pool has 12 GiB');
  });

  test('is corrected by what the program says', () => {
    const lab = testLab();
    write(lab, JSON.stringify({ version: 1, hosts: { 'lab/Kvm': measured } }));
    libvirt.Host.local(lab.stack, 'Kvm', { budget: { memory: Size.gibibytes(16), cpuOvercommit: 2 } });
    lab.synth();
    expect(lab.manifest.budget.computers[0]).toMatchObject({
      memory: { total: 16 * GIB, reserve: 4 * GIB },
      cpus: { total: 4, reserve: 1, overcommit: 2 },
    });
  });

  test.each([
    ['{', /labcloud\.hosts\.json is not JSON .*: run 'labcloud hosts' again/],
    ['{"version":2}', /labcloud\.hosts\.json has version 2, and this labcloud reads version 1: run 'labcloud hosts' again/],
  ])('is refused when it is damaged: %s', (text, message) => {
    const lab = testLab();
    write(lab, text);
    expect(() => lab.host).toThrow(message);
  });
});

test('nothing is refused where nothing is known', () => {
  const lab = testLab();
  lab.addMachine('Web', { memory: Size.gibibytes(512), cpus: 200, disk: Size.gibibytes(9000) });
  expect(() => lab.synth()).not.toThrow();
});
