import { LabApp, LabStack, libvirt, Size, SshKey } from '../constructs';

/** A thousand machines with root disks and seeds on one network that reserves an address for each: what the benchmark of synth synthesizes. */
const app = new LabApp({ id: 'bench' });
const stack = new LabStack(app, 'lab');
const host = libvirt.Host.local(stack, 'Workstation');
const pool = new libvirt.StoragePool(host, 'Pool', { path: '/var/lib/labcloud/bench' });
const network = new libvirt.Network(host, 'Lan', { mode: libvirt.NetworkMode.nat('10.20.0.0/20') });
const sshKey = SshKey.fromPublicKey('ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKy5mXq0Z3Yt0yqkQm3H2Dqk0mZ1 bench');
const cloudInit = libvirt.CloudInit.forUser('debian', { sshKeys: [sshKey] }).addPackages('nginx-light');

for (let number = 1; number <= 1000; number++) {
  new libvirt.VirtualMachine(host, `Web${number}`, {
    image: libvirt.CloudImage.DEBIAN_12,
    pool,
    network,
    cpus: 2,
    memory: Size.gibibytes(2),
    cloudInit: cloudInit.addFile('/var/www/html/index.html', `<h1>web-${number}</h1>\n`),
  });
}

app.synth();
console.log(JSON.stringify({ maxRss: process.resourceUsage().maxRSS * 1024 }));
