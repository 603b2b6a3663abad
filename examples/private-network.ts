import { LabApp, LabStack, libvirt, Size, SshKey } from '../constructs';

// A database that only its application can reach: an isolated network behind a NAT network. The application has a foot in both; the database
// has none outside. Both know each other by name.
const app = new LabApp({ id: 'private' });
const stack = new LabStack(app, 'private');
const host = libvirt.Host.local(stack, 'Workstation');
const pool = new libvirt.StoragePool(host, 'Pool', { path: `/var/lib/labcloud/${app.id}` });
const outside = new libvirt.Network(host, 'Outside', { mode: libvirt.NetworkMode.nat('10.33.0.0/24') });
const inside = new libvirt.Network(host, 'Inside', { mode: libvirt.NetworkMode.isolated('10.33.1.0/24') });
const cloudInit = libvirt.CloudInit.forUser('debian', { sshKeys: [SshKey.ofLab(stack)] });

// What is on no network with a way out gets its packages with the image.
const image = libvirt.CloudImage.fromRecipe({ suite: 'bookworm', packages: ['postgresql'] });
const database = new libvirt.VirtualMachine(host, 'Database', { image, pool, network: inside, memory: Size.gibibytes(2), cloudInit });
inside.addName('db', database.address);

new libvirt.VirtualMachine(host, 'Application', {
  image: libvirt.CloudImage.DEBIAN_12,
  pool,
  network: outside,
  cloudInit: cloudInit.addPackages('postgresql-client'),
}).attachNetwork(inside);

app.synth();
