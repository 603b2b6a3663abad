import { LabApp, LabStack, libvirt, Secret, Size, SshKey } from '../constructs';

// A machine whose data outlives it: a volume that no plan deletes, encrypted on the host's disk, and a mount that the machine makes by itself.
// Change the machine as you like, `npx labcloud destroy` and `up` again: what is in /srv stays. The key is made on this computer and stands in
// no state, plan or log. `npx labcloud backup vault --to backups --schedule 'daily at 03:00' --keep 7` keeps a week of copies.
const app = new LabApp({ id: 'vault' });
const stack = new LabStack(app, 'vault');
const host = libvirt.Host.local(stack, 'Workstation');
const pool = new libvirt.StoragePool(host, 'Pool', { path: `/var/lib/labcloud/${app.id}` });

const vault = new libvirt.VirtualMachine(host, 'Vault', {
  image: libvirt.CloudImage.DEBIAN_12,
  pool,
  network: new libvirt.Network(host, 'Lan', { mode: libvirt.NetworkMode.nat('10.32.0.0/24') }),
  cloudInit: libvirt.CloudInit.forUser('debian', { sshKeys: [SshKey.ofLab(stack)] }).addFileSystem('/dev/vdb', {
    label: 'data',
    mountAt: '/srv',
  }),
});
vault.attach(pool.addVolume('Data', Size.gibibytes(20), { encryptionKey: Secret.generated(stack, 'DataKey') }));

app.synth();
