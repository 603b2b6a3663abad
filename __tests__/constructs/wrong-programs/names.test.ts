import { Construct } from 'constructs';
import { docker, LabApp, LabStack, libvirt, Secret } from '../../../constructs';
import { refuses, untyped } from './wrong-program';

describe('an app or a name is refused that is', () => {
  refuses([
    ['a lab with capital letters', () => new LabApp({ id: 'Lab' }), "'id' of a LabApp must match [a-z][a-z0-9-]{0,15}, got 'Lab'"],
    ['a lab with an empty id', () => new LabApp({ id: '' }), "'id' of a LabApp must match [a-z][a-z0-9-]{0,15}, got ''"],
    [
      'a lab with too long an id',
      () => new LabApp({ id: 'a-laboratory-of-ours' }),
      "'id' of a LabApp must match [a-z][a-z0-9-]{0,15}, got 'a-laboratory-of-ours'",
    ],
    [
      'a lab whose id begins with a digit',
      () => new LabApp({ id: '1lab' }),
      "'id' of a LabApp must match [a-z][a-z0-9-]{0,15}, got '1lab'",
    ],
    ['a misspelt prop of an app', () => new LabApp(untyped({ outDir: 'x' })), "unknown prop 'outDir': did you mean 'outdir'?"],
    [
      'a libvirt provider that nobody knows',
      () => new LabApp({ libvirtProvider: untyped('dmacvicar') }),
      "'libvirtProvider' must be 'labcloud' or 'published', got 'dmacvicar'",
    ],
    [
      'a stack outside of an app',
      () => new LabStack(new Construct(undefined as never, 'root'), 'lab'),
      "root/lab: must be created inside a LabApp: pass one, or a construct within one, as 'scope'",
    ],
    [
      'a stack whose id cannot be a folder',
      (lab) => new LabStack(lab.app, '../lab'),
      "..--lab: the id of a stack, which names a folder, must match ^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$, got '../lab'",
    ],
    [
      'a host outside of a stack',
      (lab) => libvirt.Host.local(lab.app, 'Kvm'),
      "Kvm: must be created inside a LabStack: pass one, or a construct within one, as 'scope'",
    ],
    [
      'an engine outside of a stack',
      (lab) => docker.Engine.local(lab.app, 'Docker'),
      "Docker: must be created inside a LabStack: pass one, or a construct within one, as 'scope'",
    ],
    [
      'a machine outside of a host',
      (lab) => new libvirt.VirtualMachine(lab.stack, 'Web', lab.machineProps),
      "lab/Web: must be created inside a libvirt.Host: pass one, or a construct within one, as 'scope'",
    ],
    [
      'a pool outside of a host',
      (lab) => new libvirt.StoragePool(lab.stack, 'Pool', { path: '/srv' }),
      "lab/Pool: must be created inside a libvirt.Host: pass one, or a construct within one, as 'scope'",
    ],
    [
      'a network outside of a host',
      (lab) => new libvirt.Network(lab.stack, 'Lan', { mode: libvirt.NetworkMode.nat('10.9.0.0/24') }),
      "lab/Lan: must be created inside a libvirt.Host: pass one, or a construct within one, as 'scope'",
    ],
    [
      'a service outside of an engine',
      (lab) => new docker.ContainerService(lab.stack, 'Wiki', { image: docker.Image.fromRegistry('a:1') }),
      "lab/Wiki: must be created inside a docker.Engine: pass one, or a construct within one, as 'scope'",
    ],
    [
      'a Docker network on a libvirt host',
      (lab) => new docker.Network(lab.host, 'Net'),
      "lab/Host/Net: must be created inside a docker.Engine: pass one, or a construct within one, as 'scope'",
    ],
    [
      'a secret outside of a stack',
      (lab) => Secret.generated(lab.app, 'Token'),
      "Token: must be created inside a LabStack: pass one, or a construct within one, as 'scope'",
    ],
    [
      'two machines of one name',
      (lab) => [lab.addMachine('WebServer'), lab.addMachine('web-server')],
      "lab/Host/web-server: the machine name 'web-server' is already taken by lab/Host/WebServer: machines of a lab need different names, on whichever host they are",
    ],
    [
      'two machines of one name on two hosts',
      (lab) => {
        lab.addMachine('Web');
        const other = new libvirt.Host(lab.stack, 'Other', { uri: 'qemu+ssh://ops@kvm2.lan/system' });
        const pool = new libvirt.StoragePool(other, 'Pool', { path: '/srv' });
        const network = new libvirt.Network(other, 'Lan', { mode: libvirt.NetworkMode.nat('10.9.0.0/24') });
        return new libvirt.VirtualMachine(other, 'Web', { ...lab.machineProps, pool, network });
      },
      "lab/Other/Web: the machine name 'web' is already taken by lab/Host/Web: machines of a lab need different names, on whichever host they are",
    ],
    [
      'a machine of no letter',
      (lab) => lab.addMachine('---'),
      "lab/Host/---: the name made from this path must have 1 to 63 characters, got '': choose other construct ids",
    ],
    [
      'a machine with too long a name',
      (lab) => lab.addMachine('W'.repeat(64)),
      "lab/Host/WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW: the name made from this path must have 1 to 63 characters, got 'wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww': choose other construct ids",
    ],
    [
      'two containers of one name',
      (lab) => [lab.addService('Wiki'), lab.addService('wiki')],
      "lab/Docker/wiki: the container name 'lab-wiki' on unix:///var/run/docker.sock is already taken by lab/Docker/Wiki: rename one of them",
    ],
    [
      'a container with the name of a replica',
      (lab) => [lab.addService('Wiki', { replicas: 2 }), lab.addService('Wiki2')],
      "lab/Docker/Wiki2: the container name 'lab-wiki-2' on unix:///var/run/docker.sock is already taken by lab/Docker/Wiki/Replica2: rename one of them",
    ],
    [
      'two volumes of containers of one name',
      (lab) => [new docker.Volume(lab.engine, 'Data'), new docker.Volume(lab.engine, 'data')],
      "lab/Docker/data: the volume name 'lab-data' on unix:///var/run/docker.sock is already taken by lab/Docker/Data: rename one of them",
    ],
    [
      'two pools of one name',
      (lab) => [new libvirt.StoragePool(lab.host, 'Data', { path: '/a' }), new libvirt.StoragePool(lab.host, 'data', { path: '/b' })],
      "lab/Host/data: the pool name 'lab-data' on qemu:///system is already taken by lab/Host/Data: rename one of them",
    ],
    [
      'two pools of one name in two stacks',
      (lab) => {
        new libvirt.StoragePool(lab.host, 'Data', { path: '/a' });
        return new libvirt.StoragePool(libvirt.Host.local(new LabStack(lab.app, 'other'), 'Host'), 'Data', { path: '/b' });
      },
      "other/Host/Data: the pool name 'lab-data' on qemu:///system is already taken by lab/Host/Data: rename one of them",
    ],
    [
      'two networks of one name',
      (lab) =>
        ['Net', 'net'].map((id, index) => new libvirt.Network(lab.host, id, { mode: libvirt.NetworkMode.nat(`10.9.${index}.0/24`) })),
      "lab/Host/net: the network name 'lab-net' on qemu:///system is already taken by lab/Host/Net: rename one of them",
    ],
    [
      'two Docker networks of one name',
      (lab) => [new docker.Network(lab.engine, 'Net'), new docker.Network(lab.engine, 'net')],
      "lab/Docker/net: the network name 'lab-net' on unix:///var/run/docker.sock is already taken by lab/Docker/Net: rename one of them",
    ],
    [
      'two hosts of one name in one stack',
      (lab) => [
        libvirt.Host.local(lab.stack, 'Kvm'),
        new libvirt.Host(new Construct(lab.stack, 'Site'), 'Kvm', { uri: 'qemu+ssh://ops@kvm2.lan/system' }),
      ],
      "lab/Site/Kvm: the name 'kvm' of a host in the stack lab is already taken by lab/Kvm: rename one of them",
    ],
    [
      'two engines of one name in one stack',
      (lab) => [
        docker.Engine.local(lab.stack, 'Box'),
        new docker.Engine(new Construct(lab.stack, 'Site'), 'Box', { host: 'ssh://ops@box.lan' }),
      ],
      "lab/Site/Box: the name 'box' of an engine in the stack lab is already taken by lab/Box: rename one of them",
    ],
    [
      'two stacks that need each other',
      (lab) => {
        const other = new LabStack(lab.app, 'other');
        other.addDependency(lab.stack);
        lab.stack.addDependency(other);
      },
      'lab: cannot depend on other, which depends on it: take one of the two away',
    ],
    [
      'a value that two stacks want of each other',
      (lab) => {
        const other = new LabStack(lab.app, 'other');
        const one = Secret.generated(lab.stack, 'One');
        const host = libvirt.Host.local(other, 'Kvm');
        const pool = new libvirt.StoragePool(host, 'Data', { path: '/srv' });
        const network = new libvirt.Network(host, 'Net', { mode: libvirt.NetworkMode.nat('10.9.0.0/24') });
        const cloudInit = lab.machineProps.cloudInit?.addSecretFile('/etc/one', one);
        return new libvirt.VirtualMachine(host, 'Db', { ...lab.machineProps, pool, network, cloudInit });
      },
      "other/Kvm/Db: 'cloudInit' must hold secrets of its own stack only, got lab/One",
    ],
  ]);
});
