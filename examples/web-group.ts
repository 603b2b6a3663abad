import { docker, LabApp, LabStack, libvirt, platform, Probe, SshKey } from '../constructs';

// Three equal machines that are changed one at a time, behind a balancer that is the only one who may connect to them. Write another `count` or another page, and `npx labcloud plan` tells what that does to whom.
const app = new LabApp({ id: 'group' });
const stack = new LabStack(app, 'group');
const host = libvirt.Host.local(stack, 'Workstation');
const engine = docker.Engine.local(stack, 'Docker');

const guard = new libvirt.SecurityGroup(host, 'WebGuard');
const web = new libvirt.MachineGroup(host, 'Web', {
  count: 3,
  atOnce: 1,
  image: libvirt.CloudImage.DEBIAN_12,
  pool: new libvirt.StoragePool(host, 'Pool', { path: `/var/lib/labcloud/${app.id}` }),
  network: new libvirt.Network(host, 'Lan', { mode: libvirt.NetworkMode.nat('10.39.0.0/24') }),
  cloudInit: libvirt.CloudInit.forUser('debian', { sshKeys: [SshKey.ofLab(stack)] }).addPackages('nginx-light'),
  securityGroups: [guard],
  onUserDataChange: 'rebuild',
  probes: [Probe.http(80)],
});

const front = new platform.LoadBalancer(engine, 'Front', { policy: platform.Balancing.leastConnections() });
guard.connections.allowFrom(front, libvirt.Port.tcp(80), 'the balancer alone');
front.addTargets([web], { port: 80 }).publish(8081);

app.synth();
