import { LabApp, LabStack, libvirt, Probe, SshKey } from '../constructs';

// Equal machines on two computers, this one and one that is reached through ssh. What belongs to a host is made below it, so that nothing
// else in the program names it.
const app = new LabApp({ id: 'pair' });
const stack = new LabStack(app, 'pair');
const cloudInit = libvirt.CloudInit.forUser('debian', { sshKeys: [SshKey.ofLab(stack)] }).addPackages('nginx-light');

function addWeb(host: libvirt.Host, id: string, subnet: string): libvirt.VirtualMachine {
  return new libvirt.VirtualMachine(host, id, {
    image: libvirt.CloudImage.DEBIAN_12,
    pool: new libvirt.StoragePool(host, 'Pool', { path: `/var/lib/labcloud/${app.id}` }),
    network: new libvirt.Network(host, 'Lan', { mode: libvirt.NetworkMode.nat(subnet) }),
    cloudInit,
    probes: [Probe.http(80)],
  });
}

addWeb(libvirt.Host.local(stack, 'Workstation'), 'Web1', '10.35.0.0/24');
addWeb(new libvirt.Host(stack, 'Spare', { uri: 'qemu+ssh://ops@spare.lan/system' }), 'Web2', '10.35.1.0/24');

app.synth();
