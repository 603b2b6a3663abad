import { docker, LabStack, libvirt, platform } from '../../../constructs';
import type { TestLab } from '../../helpers/lab';
import { refuses } from './wrong-program';

const { HealthCheck, Image } = docker;
const wiki = (lab: TestLab, props: object): docker.ContainerService => lab.addService('Wiki', props);
const front = (lab: TestLab, props: object = {}): platform.LoadBalancer => new platform.LoadBalancer(lab.engine, 'Front', props);

describe('a cluster of etcd is refused that has', () => {
  const store = (lab: TestLab, props: object): platform.EtcdCluster => new platform.EtcdCluster(lab.engine, 'Store', props);
  refuses([
    [
      'an even number of members',
      (lab) => store(lab, { members: 2 }),
      "lab/Docker/Store: 'members' must be 1, 3, 5 or 7, since an even number bears no more failures than the odd one below it, got 2",
    ],
    [
      'a state that is none',
      (lab) => store(lab, { clusterState: 'old' }),
      "lab/Docker/Store: 'clusterState' must be one of new, existing, got 'old'",
    ],
    ['a misspelt prop', (lab) => store(lab, { member: 3 }), "lab/Docker/Store: unknown prop 'member': did you mean 'members'?"],
    [
      'a port that is taken',
      (lab) => store(lab, {}).publish(8080) && wiki(lab, {}).publish(8081),
      'lab/Docker/Wiki: host port 8081 on this computer is already taken by lab/Docker/Store/Default: publish one of them on another port',
    ],
  ]);
});

describe('a container is refused that has', () => {
  refuses([
    ['no image', (lab) => wiki(lab, { image: undefined }), "lab/Docker/Wiki: 'image' must be given"],
    [
      'a text for an image',
      (lab) => wiki(lab, { image: 'nginx:1.27.3' }),
      "lab/Docker/Wiki: 'image' must be an Image, e.g. Image.fromRegistry('nginx:1.27.3'), got 'nginx:1.27.3'",
    ],
    [
      'an image without a tag',
      (lab) => wiki(lab, { image: Image.fromRegistry('nginx') }),
      "lab/Docker/Wiki: 'image' must name a fixed tag or a digest, e.g. 'postgres:17.2', got 'nginx'",
    ],
    [
      'an image of the tag latest',
      (lab) => wiki(lab, { image: Image.fromRegistry('ghcr.io/a/b:latest') }),
      "lab/Docker/Wiki: 'image' must name a fixed tag or a digest, e.g. 'postgres:17.2', got 'ghcr.io/a/b:latest'",
    ],
    [
      'an image that cannot be one',
      (lab) => wiki(lab, { image: Image.fromRegistry('Nginx 1.27') }),
      "lab/Docker/Wiki: 'image' must be the name of an image, e.g. 'postgres:17.2', got 'Nginx 1.27'",
    ],
    [
      'an image of no folder',
      () => Image.fromDockerfile(''),
      "an Image must have the folder of its Dockerfile, got '': '.' is the project's own",
    ],
    [
      'an image of no packages',
      () => Image.fromDebianPackages({ suite: 'bookworm', packages: [] }),
      'an Image of Debian packages must name at least one, got none',
    ],
    [
      'a misspelt prop',
      (lab) => wiki(lab, { enviroment: { A: '1' } }),
      "lab/Docker/Wiki: unknown prop 'enviroment': did you mean 'environment'?",
    ],
    ['no replica', (lab) => wiki(lab, { replicas: 0 }), "lab/Docker/Wiki: 'replicas' must be a whole number of at least 1, got 0"],
    ['half a replica', (lab) => wiki(lab, { replicas: 1.5 }), "lab/Docker/Wiki: 'replicas' must be a whole number of at least 1, got 1.5"],
    ['a port of 0', (lab) => wiki(lab, { port: 0 }), "lab/Docker/Wiki: 'port' must be a whole number from 1 to 65535, got 0"],
    ['a port of a text', (lab) => wiki(lab, { port: '80' }), "lab/Docker/Wiki: 'port' must be a whole number from 1 to 65535, got '80'"],
    [
      'an empty command',
      (lab) => wiki(lab, { command: [] }),
      "lab/Docker/Wiki: 'command' must begin with a program, got an empty list: leave it out to run what the image runs",
    ],
    [
      'an empty word in its command',
      (lab) => wiki(lab, { command: ['echo', ''] }),
      "lab/Docker/Wiki: 'command' must have no empty words, which the Docker provider refuses: let a shell say ''",
    ],
    [
      'a command of one text',
      (lab) => wiki(lab, { command: 'nginx -g off' }),
      "lab/Docker/Wiki: 'command' must be a list of words, e.g. ['nginx', '-g', 'daemon off;'], got 'nginx -g off'",
    ],
    [
      'a network of its host and one of its own',
      (lab) => wiki(lab, { hostNetwork: true, networks: [new docker.Network(lab.engine, 'Net')] }),
      "lab/Docker/Wiki: 'networks' must be empty with 'hostNetwork': a container on the host's network has no other",
    ],
    [
      'a root that cannot be written to, and files',
      (lab) => wiki(lab, { readOnlyRoot: true, files: { '/a/b': '' } }),
      "lab/Docker/Wiki: 'readOnlyRoot' cannot be true with 'files': Docker copies nothing into a read-only root. Put the files into the image",
    ],
    [
      'a capability without its prefix',
      (lab) => wiki(lab, { capabilities: ['NET_ADMIN'] }),
      "lab/Docker/Wiki: 'capabilities' must be written as the kernel does, e.g. 'CAP_CHOWN', got 'NET_ADMIN'",
    ],
    [
      'a capability that there is not',
      (lab) => wiki(lab, { capabilities: ['CAP_NET_ADMN'] }),
      "lab/Docker/Wiki: 'capabilities' has 'CAP_NET_ADMN', which Linux has not: did you mean 'CAP_NET_ADMIN'?",
    ],
    [
      'a file of a relative path',
      (lab) => wiki(lab, { files: { 'a/b': '' } }),
      "lab/Docker/Wiki: 'files' must have absolute paths within a folder, e.g. '/labcloud/site.conf', got 'a/b'",
    ],
    [
      'a file in the root folder',
      (lab) => wiki(lab, { files: { '/b': '' } }),
      "lab/Docker/Wiki: 'files' must have absolute paths within a folder, e.g. '/labcloud/site.conf', got '/b'",
    ],
    [
      'a temporary folder of a relative path',
      (lab) => wiki(lab, { temporaryFolders: ['tmp'] }),
      "lab/Docker/Wiki: 'temporaryFolders' must be absolute paths, got 'tmp'",
    ],
    [
      'a variable with an equals sign',
      (lab) => wiki(lab, { environment: { 'A=B': '1' } }),
      "lab/Docker/Wiki: 'environment' must have names without '=' and NUL, got 'A=B'",
    ],
    [
      'a variable of no name',
      (lab) => wiki(lab, { environment: { '': '1' } }),
      "lab/Docker/Wiki: 'environment' must have names without '=' and NUL, got ''",
    ],
    [
      'a number for the value of a variable',
      (lab) => wiki(lab, { environment: { PORT: 80 } }),
      "lab/Docker/Wiki: 'environment.PORT' must be a text, got 80",
    ],
    [
      'a NUL in the value of a variable',
      (lab) => wiki(lab, { environment: { A: 'a\0b' } }),
      "lab/Docker/Wiki: 'environment.A' must not hold NUL, which ends the texts of a process",
    ],
    [
      'a volume at a relative path',
      (lab) => wiki(lab, {}).mount(new docker.Volume(lab.engine, 'Data'), 'data'),
      "lab/Docker/Wiki: a volume must be mounted at an absolute path, got 'data'",
    ],
    [
      'two volumes at one path',
      (lab) => wiki(lab, {}).mount(new docker.Volume(lab.engine, 'A'), '/data').mount(new docker.Volume(lab.engine, 'B'), '/data'),
      "lab/Docker/Wiki: a volume is mounted at '/data' already: choose another path",
    ],
    [
      'a volume of another engine',
      (lab) => wiki(lab, {}).mount(new docker.Volume(new docker.Engine(lab.stack, 'Box', { host: 'ssh://ops@box.lan' }), 'Data'), '/data'),
      'lab/Docker/Wiki: lab/Box/Data is on another engine and cannot be mounted',
    ],
    [
      'a network of another engine',
      (lab) => wiki(lab, { networks: [new docker.Network(new docker.Engine(lab.stack, 'Box', { host: 'ssh://ops@box.lan' }), 'Net')] }),
      "lab/Docker/Wiki: 'networks' must be on the same engine, got lab/Box/Net",
    ],
    [
      'one network twice',
      (lab) => {
        const net = new docker.Network(lab.engine, 'Net');
        return wiki(lab, { networks: [net, net] });
      },
      "lab/Docker/Wiki: 'networks' must name each network once, got lab/Docker/Net twice",
    ],
    [
      'a network of machines',
      (lab) => wiki(lab, { networks: [lab.network] }),
      "lab/Docker/Wiki: 'networks' must be docker.Networks, got lab/Host/Lan: machines are reached from every network",
    ],
    ['a published port of 0', (lab) => wiki(lab, {}).publish(0), 'lab/Docker/Wiki: a port must be a whole number from 1 to 65535, got 0'],
    [
      'a published port beyond all ports',
      (lab) => wiki(lab, {}).publish(8080, { to: 99999 }),
      'lab/Docker/Wiki: a port must be a whole number from 1 to 65535, got 99999',
    ],
    [
      'a published address that is none',
      (lab) => wiki(lab, {}).publish(8080, { address: 'everywhere' }),
      "lab/Docker/Wiki: a port must be published at an IP address of the engine's machine, got 'everywhere'",
    ],
    [
      'two replicas and a port',
      (lab) => wiki(lab, { replicas: 2 }).publish(8080),
      'lab/Docker/Wiki: cannot publish port 8080 of 2 replicas: put a load balancer in front of them, or use publishEach',
    ],
    [
      'another port on the network of its host',
      (lab) => wiki(lab, { hostNetwork: true }).publish(8080, { to: 80 }),
      "lab/Docker/Wiki: on the host's network a port cannot be published as another one, got 8080 for 80",
    ],
    [
      'the port of another container',
      (lab) => [wiki(lab, {}).publish(8080), lab.addService('B').publish(8080)],
      'lab/Docker/B: host port 8080 on this computer is already taken by lab/Docker/Wiki: publish one of them on another port',
    ],
    [
      'the port of another container in another stack',
      (lab) => {
        wiki(lab, {}).publish(8080);
        const engine = docker.Engine.local(new LabStack(lab.app, 'other'), 'Docker');
        return new docker.ContainerService(engine, 'B', { image: Image.fromRegistry('nginx:1.27.3') }).publish(8080, {
          address: '0.0.0.0',
        });
      },
      'other/Docker/B: host port 8080 on this computer is already taken by lab/Docker/Wiki: publish one of them on another port',
    ],
    ['a health check of no words', () => HealthCheck.command([]), 'the command of a HealthCheck must begin with a program, got no words'],
    ['a health check at no port', () => HealthCheck.http(0), 'a port must be a whole number from 1 to 65535, got 0'],
    [
      'a health check at a strange path',
      () => HealthCheck.http(80, '/a b'),
      "a path must begin with '/' and have only letters, digits and ./~%?=&+-_, got '/a b'",
    ],
    [
      'a health check of no attempt',
      () => HealthCheck.http(80, '/', { retries: 0 }),
      "'retries' of a HealthCheck must be a whole number of at least 1, got 0",
    ],
  ]);
});

describe('a load balancer is refused that has', () => {
  refuses([
    ['no targets', (lab) => front(lab).publish(8080), 'lab/Docker/Front: has no targets: call addTargets'],
    ['no port', (lab) => front(lab).addTargets([lab.addMachine('Web')], { port: 80 }), 'lab/Docker/Front: listens nowhere: call publish'],
    ['neither', (lab) => front(lab), 'lab/Docker/Front: has no targets: call addTargets\nlab/Docker/Front: listens nowhere: call publish'],
    [
      'a port below 1024',
      (lab) =>
        front(lab)
          .addTargets([lab.addMachine('Web')], { port: 80 })
          .publish(80),
      'lab/Docker/Front: must be published on a port from 1024 on, since it does not run as root, got 80',
    ],
    [
      'a target at no port',
      (lab) => front(lab).addTargets([lab.addMachine('Web')], { port: 0 }),
      'lab/Docker/Front: a port must be a whole number from 1 to 65535, got 0',
    ],
    [
      'a target of no weight',
      (lab) => front(lab).addTargets([lab.addMachine('Web')], { port: 80, weight: 0 }),
      "lab/Docker/Front: 'weight' must be a whole number from 1 to 256, got 0",
    ],
    [
      'one target twice',
      (lab) => {
        const web = lab.addMachine('Web');
        return front(lab).addTargets([web, web], { port: 80 });
      },
      'lab/Docker/Front: web is a target already: add it once',
    ],
    [
      'a target without an address',
      (lab) => front(lab).addTargets([lab.addService('Wiki')], { port: 80 }),
      "lab/Docker/Wiki: has no address that is known at synth: give it 'networks'",
    ],
    [
      'a misspelt prop',
      (lab) => front(lab, { polcy: platform.Balancing.random() }),
      "lab/Docker/Front: unknown prop 'polcy': did you mean 'policy'?",
    ],
    [
      'a target that is down before it is asked',
      () => platform.TargetHealth.http('/', { fall: 0 }),
      "'fall' and 'rise' must be whole numbers of at least 1, got 0",
    ],
    [
      'a strange path to ask for',
      () => platform.TargetHealth.http('health'),
      "a path must begin with '/' and have only letters, digits and ./~%?=&+-_, got 'health'",
    ],
    [
      'a port twice',
      (lab) =>
        front(lab)
          .addTargets([lab.addMachine('Web')], { port: 80 })
          .publish(8080)
          .publish(8080),
      'lab/Docker/Front/Default: host port 8080 on this computer is already taken by lab/Docker/Front/Default: publish one of them on another port',
    ],
    [
      'the screen of a machine for a port',
      (lab) => [
        lab.addMachine('Desk', { graphics: libvirt.Graphics.vnc({ port: 5901 }) }),
        front(lab)
          .addTargets([lab.addMachine('Web')], { port: 80 })
          .publish(5901),
      ],
      'lab/Docker/Front/Default: host port 5901 on this computer is already taken by lab/Host/Desk: publish one of them on another port',
    ],
  ]);
});
