import { docker, LabApp, LabStack, libvirt, platform, Probe, Size, SshKey } from '../constructs';

// The lab that docs/coming-from writes in other tools' words: two machines that serve, a disk of data that stays, and a balancer in front.
const app = new LabApp({ id: 'pair' });
const stack = new LabStack(app, 'pair');
const host = libvirt.Host.local(stack, 'Workstation');
const pool = new libvirt.StoragePool(host, 'Pool', { path: `/var/lib/labcloud/${app.id}` });
const network = new libvirt.Network(host, 'Lan', { mode: libvirt.NetworkMode.nat('10.37.0.0/24') });

const machines = ['Web1', 'Web2'].map(
  (id) =>
    new libvirt.VirtualMachine(host, id, {
      image: libvirt.CloudImage.DEBIAN_12,
      pool,
      network,
      cpus: 2,
      memory: Size.gibibytes(2),
      disk: Size.gibibytes(10),
      cloudInit: libvirt.CloudInit.forUser('debian', { sshKeys: [SshKey.ofLab(stack)] })
        .addPackages('nginx-light')
        .addFile('/var/www/html/index.html', `${id}\n`),
      probes: [Probe.http(80)],
    }),
);
machines[0]?.attach(pool.addVolume('Data', Size.gibibytes(20)));

new platform.LoadBalancer(docker.Engine.local(stack, 'Docker'), 'Front').addTargets(machines, { port: 80 }).publish(8080);

app.synth();
