import { docker, libvirt, LabStack } from '../../../../constructs';
import { testLab, type TestLab } from '../../../helpers/lab';

const { NetworkMode } = libvirt;

function host(lab: TestLab, id: string, uri = `qemu+ssh://ops@${id}.lan/system`): libvirt.Host {
  return new libvirt.Host(lab.stack, id, { uri, accelerator: 'kvm' });
}

function network(scope: libvirt.Host, id: string, mode: libvirt.NetworkMode): libvirt.Network {
  return new libvirt.Network(scope, id, { mode });
}

describe('subnets', () => {
  test('that only their computer sees may be the same on two computers', () => {
    const lab = testLab();
    network(host(lab, 'Kvm1'), 'LanA', NetworkMode.nat('10.20.0.0/24'));
    network(host(lab, 'Kvm2'), 'LanB', NetworkMode.isolated('10.20.0.0/24'));
    expect(() => lab.synth()).not.toThrow();
  });

  test('of two hosts that are one computer clash', () => {
    const lab = testLab();
    network(host(lab, 'Kvm1'), 'Lan', NetworkMode.nat('10.20.0.0/24'));
    const same = host(lab, 'Again', 'qemu+ssh://root@kvm1.lan/session');
    expect(() => network(same, 'Net', NetworkMode.nat('10.20.0.0/16'))).toThrow(
      'lab/Again/Net: subnet 10.20.0.0/16 overlaps 10.20.0.0/24 of lab/Kvm1/Lan: choose another one',
    );
  });

  test('of machines and containers of one computer clash, also in two stacks', () => {
    const lab = testLab();
    network(host(lab, 'Kvm1'), 'Lan', NetworkMode.nat('10.20.0.0/24'));
    const engine = new docker.Engine(new LabStack(lab.app, 'other'), 'Docker', { host: 'ssh://ops@kvm1.lan' });
    expect(() => new docker.Network(engine, 'Net', { subnet: '10.20.0.0/24' })).toThrow(
      'other/Docker/Net: subnet 10.20.0.0/24 overlaps 10.20.0.0/24 of lab/Kvm1/Lan: choose another one',
    );
  });

  test('that are routed clash with those of every computer, on whichever side', () => {
    const lab = testLab();
    network(host(lab, 'Kvm1'), 'Lan', NetworkMode.nat('10.20.0.0/24'));
    network(host(lab, 'Kvm2'), 'Net', NetworkMode.routed('10.30.0.0/24'));
    expect(() => network(host(lab, 'Kvm3'), 'Net', NetworkMode.routed('10.20.0.0/16'))).toThrow('overlaps 10.20.0.0/24 of lab/Kvm1/Lan');
    expect(() => network(host(lab, 'Kvm4'), 'Net', NetworkMode.nat('10.30.0.0/25'))).toThrow('overlaps 10.30.0.0/24 of lab/Kvm2/Net');
  });

  test('that several hosts are on are one network, in which an address is had once', () => {
    const lab = testLab();
    const mode = NetworkMode.bridge('br0', { subnet: '192.168.1.0/24', gateway: '192.168.1.1' });
    const machines = ['Kvm1', 'Kvm2'].map((id) => {
      const place = host(lab, id);
      const pool = new libvirt.StoragePool(place, `Pool${id}`, { path: '/srv/lab' });
      const lan = network(place, `Lan${id}`, mode);
      return (name: string, address: string): libvirt.VirtualMachine =>
        new libvirt.VirtualMachine(place, name, { pool, network: lan, address, install: libvirt.InstallMedia.iso('a.iso') });
    });
    machines[0]?.('A', '192.168.1.5');
    machines[1]?.('B', '192.168.1.6');
    expect(() => machines[1]?.('C', '192.168.1.5')).toThrow(
      "lab/Kvm2/C: 'address' 192.168.1.5 of 192.168.1.0/24 is already taken by lab/Kvm1/A: choose another one",
    );
    expect(() =>
      network(host(lab, 'Kvm3'), 'Wide', NetworkMode.bridge('br0', { subnet: '192.168.0.0/16', gateway: '192.168.0.1' })),
    ).toThrow('overlaps 192.168.1.0/24 of lab/Kvm1/LanKvm1');
  });
});

describe('host ports', () => {
  test('may be shared by two addresses of a computer', () => {
    const lab = testLab();
    lab.addService('A').publish(8080, { address: '127.0.0.1' });
    expect(() => lab.addService('B').publish(8080, { address: '192.168.1.5' })).not.toThrow();
  });

  test.each([
    ['127.0.0.1', '0.0.0.0'],
    ['0.0.0.0', '127.0.0.1'],
    ['::', '127.0.0.1'],
  ])('at %s and %s clash', (one, other) => {
    const lab = testLab();
    lab.addService('A').publish(8080, { address: one });
    expect(() => lab.addService('B').publish(8080, { address: other })).toThrow(
      'lab/Docker/B: host port 8080 on this computer is already taken by lab/Docker/A: publish one of them on another port',
    );
  });

  test('of a screen and a container clash', () => {
    const lab = testLab();
    lab.addMachine('Desk', { graphics: libvirt.Graphics.vnc({ port: 5901 }) });
    expect(() => lab.addService('B').publish(5901)).toThrow('host port 5901 on this computer is already taken by lab/Host/Desk');
  });

  test('of two engines on two computers do not', () => {
    const lab = testLab();
    lab.addService('A').publish(8080);
    const engine = new docker.Engine(lab.stack, 'Box', { host: 'ssh://ops@box.lan' });
    const image = docker.Image.fromRegistry('nginx:1.27.3');
    expect(() => new docker.ContainerService(engine, 'B', { image }).publish(8080)).not.toThrow();
  });
});
