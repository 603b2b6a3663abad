import { docker, libvirt, Size } from '../../../constructs';
import type { TestLab } from '../../helpers/lab';
import { refuses, untyped } from './wrong-program';

const { MachineGroup, NetworkMode, Peer, Port, SecurityGroup } = libvirt;
const group = (lab: TestLab, props: object): libvirt.MachineGroup =>
  new MachineGroup(lab.host, 'Web', { ...lab.machineProps, count: 2, ...props });
const job = (lab: TestLab, props: object): docker.ContainerJob =>
  new docker.ContainerJob(lab.engine, 'Migrate', { image: docker.Image.fromRegistry('nginx:1.27.3'), ...props });

describe('a group of machines is refused that has', () => {
  refuses([
    ['fewer machines than none', (lab) => group(lab, { count: -1 }), "lab/Host/Web: 'count' must be a whole number from 0 to 1000, got -1"],
    ['half a machine', (lab) => group(lab, { count: 1.5 }), "lab/Host/Web: 'count' must be a whole number from 0 to 1000, got 1.5"],
    ['a text for its number', (lab) => group(lab, { count: '2' }), "lab/Host/Web: 'count' must be a whole number from 0 to 1000, got 2"],
    [
      'none of its machines changed at once',
      (lab) => group(lab, { atOnce: 0 }),
      "lab/Host/Web: 'atOnce' must be a whole number of at least 1, got 0",
    ],
    [
      'addresses beyond its network',
      (lab) => group(lab, { firstAddress: '10.20.0.254' }),
      "lab/Host/Web: 'firstAddress' must leave room for 2 addresses in 10.20.0.0/24 of lab/Host/Lan, got '10.20.0.254'",
    ],
    [
      'addresses that others have',
      (lab) => [lab.addMachine('Db', { address: '10.20.0.21' }), group(lab, { firstAddress: '10.20.0.20' })],
      "lab/Host/Web/2: 'address' 10.20.0.21 is already taken by lab/Host/Db: choose another one",
    ],
    [
      'a machine with too little memory',
      (lab) => group(lab, { each: () => ({ memory: Size.mebibytes(64) }) }),
      "lab/Host/Web/1: 'memory' must be at least 256 MiB and whole MiB, got 64 MiB",
    ],
    [
      'the name of a machine',
      (lab) => [lab.addMachine('Web1'), group(lab, {})],
      "lab/Host/Web/1: the machine name 'web-1' is already taken by lab/Host/Web1: machines of a lab need different names, on whichever host they are",
    ],
  ]);
});

describe('a security group is refused that has', () => {
  refuses([
    ['a port of 0', () => Port.tcp(0), 'a port must be a whole number from 1 to 65535, got 0'],
    ['ports that run downwards', () => Port.udpRange(90, 80), 'ports must be whole numbers that run upwards from 1 to 65535, got 90 to 80'],
    ['a text for a port', () => Port.tcp(untyped('80')), 'a port must be a whole number from 1 to 65535, got 80'],
    [
      'a message that there is not',
      () => Port.icmpTypeAndCode(300, 0),
      'type and code of a message must be whole numbers from 0 to 255, got 300 and 0',
    ],
    ['a name for a network', () => Peer.ipv4('web.lan'), "must be an IPv4 address or network such as '10.20.0.0/24', got 'web.lan'"],
    [
      'a network with bits of a host',
      () => Peer.ipv4('10.20.0.1/24'),
      "must name the network itself: did you mean '10.20.0.0/24'? got '10.20.0.1/24'",
    ],
    [
      'a network of the other family',
      () => Peer.ipv4('fd00:20::/64'),
      "must be an IPv4 address or network such as '10.20.0.0/24', got 'fd00:20::/64'",
    ],
    [
      'the name of another one',
      (lab) => [new SecurityGroup(lab.host, 'Web'), new SecurityGroup(lab.host, 'web')],
      "lab/Host/web: the packet filter 'lab-web' on qemu:///system is already taken by lab/Host/Web: rename one of them",
    ],
    [
      'a misspelt prop',
      (lab) => new SecurityGroup(lab.host, 'Web', untyped({ allowOutbound: true })),
      "lab/Host/Web: unknown prop 'allowOutbound': did you mean 'allowAllOutbound'?",
    ],
    [
      'a default port and no probe',
      (lab) => lab.addMachine('Web').connections.allowDefaultPortFromAnyIpv4(),
      "lab/Host/Web: has no default port: give it 'probes', of which the first one tells the port, or name the port",
    ],
  ]);
});

describe('an IPv6 network is refused that has', () => {
  const dual = (lab: TestLab, ipv6: string): libvirt.Network =>
    new libvirt.Network(lab.host, 'Net', { mode: NetworkMode.nat('10.30.0.0/24', untyped({ ipv6 })) });
  refuses([
    [
      'bits of a host',
      (lab) => dual(lab, 'fd00:20::1/64'),
      "lab/Host/Net: 'ipv6' must name the network itself: did you mean 'fd00:20::/64'? got 'fd00:20::1/64'",
    ],
    [
      'an IPv4 network for it',
      (lab) => dual(lab, '10.30.0.0/24'),
      "lab/Host/Net: 'ipv6' must be an IPv6 network with a prefix from /64 to /112, got '10.30.0.0/24'",
    ],
    [
      'the subnet of another network',
      (lab) => [
        dual(lab, 'fd00:20::/64'),
        new libvirt.Network(lab.host, 'Two', { mode: NetworkMode.nat('10.31.0.0/24', untyped({ ipv6: 'fd00:20::/64' })) }),
      ],
      'lab/Host/Two: subnet fd00:20::/64 overlaps fd00:20::/64 of lab/Host/Net: choose another one',
    ],
  ]);
});

describe('a job is refused that has', () => {
  refuses([
    ['no run', (lab) => job(lab, { run: 0 }), "lab/Docker/Migrate: 'run' must be a whole number of at least 1, got 0"],
    ['a misspelt prop', (lab) => job(lab, { runs: 2 }), "lab/Docker/Migrate: unknown prop 'runs': did you mean 'run'?"],
    ['no image', (lab) => job(lab, { image: undefined }), "lab/Docker/Migrate: 'image' must be given"],
    [
      'the name of a service',
      (lab) => [lab.addService('Migrate2'), new docker.ContainerJob(lab.engine, 'migrate2', { image: docker.Image.fromRegistry('a:1') })],
      "lab/Docker/migrate2: the container name 'lab-migrate-2' on unix:///var/run/docker.sock is already taken by lab/Docker/Migrate2: rename one of them",
    ],
    [
      'half of nothing for processors',
      (lab) => job(lab, { cpus: 0 }),
      "lab/Docker/Migrate: 'cpus' must be a number from 0.01 to 1024, got 0",
    ],
    [
      'a limit that there is not',
      (lab) => job(lab, { limits: { files: 5 } }),
      "lab/Docker/Migrate: 'limits' must have names among core, cpu, data, fsize, locks, memlock, msgqueue, nice, nofile, nproc, rss, rtprio, rttime, sigpending, stack, got 'files'",
    ],
    [
      'a negative limit',
      (lab) => job(lab, { limits: { nofile: -1 } }),
      "lab/Docker/Migrate: 'limits.nofile' must be a whole number of at least 0, got -1",
    ],
    [
      'a relative folder to work in',
      (lab) => job(lab, { workingDirectory: 'srv' }),
      "lab/Docker/Migrate: 'workingDirectory' must be an absolute path, got 'srv'",
    ],
  ]);
});
