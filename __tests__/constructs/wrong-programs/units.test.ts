import { Duration, libvirt, Probe, Size } from '../../../constructs';
import { refuses, untyped } from './wrong-program';

describe('a unit is refused that is', () => {
  refuses([
    ['a negative size', () => Size.gibibytes(-1), 'a Size must be a positive whole number of bytes, got -1073741824'],
    ['no size at all', () => Size.mebibytes(0), 'a Size must be a positive whole number of bytes, got 0'],
    ['half a byte', () => Size.bytes(0.5), 'a Size must be a positive whole number of bytes, got 0.5'],
    ['a fraction of bytes in GiB', () => Size.gibibytes(0.1), 'a Size must be a positive whole number of bytes, got 107374182.4'],
    ['not a number of GiB', () => Size.gibibytes(Number('2 GiB')), 'a Size must be a positive whole number of bytes, got NaN'],
    ['an infinite size', () => Size.gibibytes(Infinity), 'a Size must be a positive whole number of bytes, got Infinity'],
    [
      'a size beyond what numbers hold',
      () => Size.gibibytes(2 ** 40),
      'a Size must be a positive whole number of bytes, got 1.1805916207174113e+21',
    ],
    ['a text for a size', () => Size.gibibytes(untyped('2')), "a Size must be a positive whole number of bytes, got '2'"],
    ['no time', () => Duration.seconds(0), 'a Duration must be a positive whole number of milliseconds, got 0'],
    ['a negative time', () => Duration.minutes(-5), 'a Duration must be a positive whole number of milliseconds, got -300000'],
    ['half a millisecond', () => Duration.milliseconds(0.5), 'a Duration must be a positive whole number of milliseconds, got 0.5'],
    ['a text for a time', () => Duration.seconds(untyped('5s')), "a Duration must be a positive whole number of milliseconds, got '5s'"],
    [
      'a bare number of bytes for memory',
      (lab) => lab.addMachine('Web', { memory: untyped(2 * 1024 ** 3) }),
      "lab/Host/Web: 'memory' must be a Size, e.g. Size.gibibytes(2), got 2147483648",
    ],
    [
      'a text for memory',
      (lab) => lab.addMachine('Web', { memory: untyped('2 GiB') }),
      "lab/Host/Web: 'memory' must be a Size, e.g. Size.gibibytes(2), got '2 GiB'",
    ],
    [
      'a bare number for the largest memory',
      (lab) => lab.addMachine('Web', { maxMemory: untyped(4096) }),
      "lab/Host/Web: 'maxMemory' must be a Size, e.g. Size.gibibytes(2), got 4096",
    ],
    [
      'a bare number for a disk',
      (lab) => lab.addMachine('Web', { disk: untyped(20) }),
      "lab/Host/Web: 'disk' must be a Size, e.g. Size.gibibytes(2), got 20",
    ],
    [
      'a bare number for a volume',
      (lab) => lab.pool.addVolume('Media', untyped(20)),
      "lab/Host/Pool/Media: 'capacity' must be a Size, e.g. Size.gibibytes(2), got 20",
    ],
    [
      'a bare number for the limit of a container',
      (lab) => lab.addService('Wiki', { memory: untyped(512) }),
      "lab/Docker/Wiki: 'memory' must be a Size, e.g. Size.gibibytes(2), got 512",
    ],
    [
      'a bare number for the capacity of a pool',
      (lab) => new libvirt.StoragePool(lab.host, 'P', { path: '/p', capacity: untyped(1) }),
      "lab/Host/P: 'capacity' must be a Size, e.g. Size.gibibytes(2), got 1",
    ],
    [
      'a bare number for the memory of a host',
      (lab) => libvirt.Host.local(lab.stack, 'Kvm', { budget: { memory: untyped(64) } }),
      "lab/Kvm: 'budget.memory' must be a Size, e.g. Size.gibibytes(2), got 64",
    ],
    [
      'a bare number for the reserve of a host',
      (lab) => libvirt.Host.local(lab.stack, 'Kvm', { budget: { reserve: { memory: untyped(4) } } }),
      "lab/Kvm: 'budget.reserve.memory' must be a Size, e.g. Size.gibibytes(2), got 4",
    ],
    [
      'memory that is not whole MiB',
      (lab) => lab.addMachine('Web', { memory: Size.bytes(2 ** 30 + 1) }),
      "lab/Host/Web: 'memory' must be at least 256 MiB and whole MiB, got 1073741825 bytes",
    ],
    [
      'too little memory',
      (lab) => lab.addMachine('Web', { memory: Size.mebibytes(64) }),
      "lab/Host/Web: 'memory' must be at least 256 MiB and whole MiB, got 64 MiB",
    ],
    [
      'less memory at most than at first',
      (lab) => lab.addMachine('Web', { memory: Size.gibibytes(2), maxMemory: Size.gibibytes(1) }),
      "lab/Host/Web: 'maxMemory' must be at least 'memory', 2 GiB, and whole MiB, got 1 GiB",
    ],
    [
      'too small a disk',
      (lab) => lab.addMachine('Web', { disk: Size.mebibytes(512) }),
      "lab/Host/Web: 'disk' must be at least 2 GiB, got 512 MiB",
    ],
    ['a port beyond all ports', () => Probe.http(70000), 'a port must be a whole number from 1 to 65535, got 70000'],
    ['a port that is no whole number', () => Probe.http(80.5), 'a port must be a whole number from 1 to 65535, got 80.5'],
    ['a text for a port', () => Probe.http(untyped('80')), "a port must be a whole number from 1 to 65535, got '80'"],
  ]);
});
