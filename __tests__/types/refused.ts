// What the compiler refuses: `npm run typecheck` fails where it no longer does. None of this runs.
import type { Construct } from 'constructs';
import { docker, Duration, LabApp, LabStack, libvirt, platform, Probe, type Secret, Size, type SshKey } from '../../constructs';

declare const scope: Construct;
declare const stack: LabStack;
declare const pool: libvirt.StoragePool;
declare const network: libvirt.Network;
declare const backend: docker.Network;
declare const image: docker.Image;
declare const cloudInit: libvirt.CloudInit;
declare const secret: Secret;
declare const service: docker.ContainerService;
declare const key: SshKey;

const { CloudImage, CloudInit, NetworkMode } = libvirt;
const debian = CloudImage.DEBIAN_12;
const media = libvirt.InstallMedia.iso('a.iso');
const base = { pool, network };
const machine = { ...base, image: debian, cloudInit };

export const refused: readonly (() => unknown)[] = [
  // Units
  // @ts-expect-error -- a bare number is no size
  () => new libvirt.VirtualMachine(scope, 'Web', { ...machine, memory: 2048 }),
  // @ts-expect-error -- a text is no size
  () => new libvirt.VirtualMachine(scope, 'Web', { ...machine, disk: '20 GiB' }),
  // @ts-expect-error -- a bare number is no size
  () => pool.addVolume('Media', 20),
  // @ts-expect-error -- a bare number is no size
  () => new docker.ContainerService(scope, 'Wiki', { image, memory: 512 }),
  // @ts-expect-error -- a bare number is no size
  () => new libvirt.StoragePool(scope, 'Pool', { path: '/srv', capacity: 500 }),
  // @ts-expect-error -- a bare number is no size
  () => libvirt.Host.local(scope, 'Kvm', { budget: { memory: 64 } }),
  // @ts-expect-error -- a bare number is no duration
  () => docker.HealthCheck.http(80, '/', { interval: 5 }),
  // @ts-expect-error -- a size is no duration
  () => docker.HealthCheck.http(80, '/', { interval: Size.bytes(5) }),
  // @ts-expect-error -- a duration is no size
  () => new libvirt.VirtualMachine(scope, 'Web', { ...machine, memory: Duration.seconds(5) }),
  // @ts-expect-error -- a text is no number
  () => Size.gibibytes('2'),
  // @ts-expect-error -- a text is no port
  () => Probe.http('80'),
  // @ts-expect-error -- sizes are made by their units
  () => new Size(5),

  // What is missing
  // @ts-expect-error -- a machine needs a pool
  () => new libvirt.VirtualMachine(scope, 'Web', { network, image: debian, cloudInit }),
  // @ts-expect-error -- a machine needs a network
  () => new libvirt.VirtualMachine(scope, 'Web', { pool, image: debian, cloudInit }),
  // @ts-expect-error -- a machine needs something to boot
  () => new libvirt.VirtualMachine(scope, 'Web', base),
  // @ts-expect-error -- nobody could log in
  () => new libvirt.VirtualMachine(scope, 'Web', { ...base, image: debian }),
  // @ts-expect-error -- a group needs a number
  () => new libvirt.MachineGroup(scope, 'Web', machine),
  // @ts-expect-error -- a volume needs a capacity
  () => new libvirt.Volume(scope, 'Media', { pool }),
  // @ts-expect-error -- a volume needs a pool
  () => new libvirt.Volume(scope, 'Media', { capacity: Size.gibibytes(1) }),
  // @ts-expect-error -- a network needs a mode
  () => new libvirt.Network(scope, 'Lan', {}),
  // @ts-expect-error -- a host needs a URI
  () => new libvirt.Host(scope, 'Kvm', {}),
  // @ts-expect-error -- an engine needs an address
  () => new docker.Engine(scope, 'Docker', {}),
  // @ts-expect-error -- a service needs an image
  () => new docker.ContainerService(scope, 'Wiki', {}),
  // @ts-expect-error -- a download needs a digest
  () => CloudImage.fromUrl('https://a.lan/a.qcow2', {}),
  // @ts-expect-error -- a recipe needs packages
  () => CloudImage.fromRecipe({ suite: 'bookworm' }),
  // @ts-expect-error -- a user needs keys
  () => CloudInit.forUser('ops', {}),
  // @ts-expect-error -- a bridge needs the subnet that it is on
  () => NetworkMode.bridge('br0', { gateway: '192.168.1.1' }),
  // @ts-expect-error -- a range needs an end
  () => NetworkMode.nat('10.20.0.0/24', { dhcpRange: { start: '10.20.0.100' } }),
  // @ts-expect-error -- targets need a port
  () => new platform.LoadBalancer(scope, 'Front').addTargets([service], {}),
  // @ts-expect-error -- a stack needs an id
  () => new LabStack(new LabApp()),

  // What excludes each other
  // @ts-expect-error -- a disk with a system needs no installation
  () => new libvirt.VirtualMachine(scope, 'Web', { ...machine, install: media }),
  // @ts-expect-error -- an image is a layer, which raw disks cannot be
  () => new libvirt.VirtualMachine(scope, 'Web', { ...machine, diskFormat: 'raw' }),
  // @ts-expect-error -- the same for a group
  () => new libvirt.MachineGroup(scope, 'Web', { ...machine, count: 2, install: media }),
  // @ts-expect-error -- what is above another disk is filled by it
  () => new libvirt.Volume(scope, 'Top', { pool, image: debian, backing: pool.addVolume('Base', Size.gibibytes(1)) }),
  // @ts-expect-error -- images are not encrypted
  () => new libvirt.Volume(scope, 'Top', { pool, image: debian, encryptionKey: secret }),

  // What there is not
  // @ts-expect-error -- a misspelt prop
  () => new libvirt.VirtualMachine(scope, 'Web', { ...machine, memroy: Size.gibibytes(2) }),
  // @ts-expect-error -- another library's prop
  () => new libvirt.VirtualMachine(scope, 'Web', { ...machine, vcpu: 2 }),
  // @ts-expect-error -- no power
  () => new libvirt.VirtualMachine(scope, 'Web', { ...machine, power: 'off' }),
  // @ts-expect-error -- no board
  () => new libvirt.VirtualMachine(scope, 'Web', { ...machine, chipset: 'i440fx' }),
  // @ts-expect-error -- no policy
  () => new libvirt.VirtualMachine(scope, 'Web', { ...machine, onImageChange: 'replace' }),
  // @ts-expect-error -- no boot device
  () => new libvirt.VirtualMachine(scope, 'Web', { ...machine, bootOrder: ['floppy'] }),
  // @ts-expect-error -- no action of a watchdog
  () => new libvirt.VirtualMachine(scope, 'Web', { ...machine, watchdog: 'restart' }),
  // @ts-expect-error -- no format of a disk
  () => pool.addVolume('Media', Size.gibibytes(1), { format: 'vmdk' }),
  // @ts-expect-error -- no file system for a pool
  () => libvirt.PoolSource.device('/dev/sdb', { format: 'zfs' }),
  // @ts-expect-error -- no accelerator
  () => libvirt.Host.local(scope, 'Kvm', { accelerator: 'tcg' }),
  // @ts-expect-error -- no provider
  () => new LabApp({ libvirtProvider: 'dmacvicar' }),
  // @ts-expect-error -- no protocol
  () => network.addService({ service: 'ldap', protocol: 'sctp', target: 'dc', port: 389 }),
  // @ts-expect-error -- no image in the catalogue
  () => CloudImage.DEBIAN_7,
  // @ts-expect-error -- a misspelt prop
  () => new docker.ContainerService(scope, 'Wiki', { image, enviroment: {} }),

  // What is something else
  // @ts-expect-error -- a text is no image
  () => new docker.ContainerService(scope, 'Wiki', { image: 'nginx:1.27.3' }),
  // @ts-expect-error -- an image of machines is none of containers
  () => new docker.ContainerService(scope, 'Wiki', { image: debian }),
  // @ts-expect-error -- a network of containers is none of machines
  () => new libvirt.VirtualMachine(scope, 'Web', { ...machine, network: backend }),
  // @ts-expect-error -- a network of machines is none of containers
  () => new docker.ContainerService(scope, 'Wiki', { image, networks: [network] }),
  // @ts-expect-error -- a text is no key
  () => CloudInit.forUser('ops', { sshKeys: [key.line] }),
  // @ts-expect-error -- a secret is no text of a file
  () => new docker.ContainerService(scope, 'Wiki', { image, environment: { TOKEN: secret } }),
  // @ts-expect-error -- a number is no text
  () => new docker.ContainerService(scope, 'Wiki', { image, environment: { PORT: 80 } }),
  // @ts-expect-error -- a volume of containers is no disk
  () => new libvirt.VirtualMachine(scope, 'Web', machine).attach(new docker.Volume(scope, 'Data')),
  // @ts-expect-error -- a command is a list of words
  () => new docker.ContainerService(scope, 'Wiki', { image, command: 'nginx -g off' }),
  // @ts-expect-error -- props do not change
  () => (machine.pool.path = '/elsewhere'),
  // @ts-expect-error -- a network is no target
  () => new platform.LoadBalancer(scope, 'Front').addTargets([network], { port: 80 }),
  // @ts-expect-error -- a stack is not something that runs on a host
  () => stack.attach(pool),
];
