import { LabStack, libvirt, Probe, Size, SshKey } from 'labcloud/constructs';
import type { Construct } from 'constructs';

/** Props of a `LabCloud`. */
export interface LabCloudProps {
  /** @default 1 GiB */
  readonly memory?: Size;
  /**
   * Who may log in.
   * @default - the lab's own key, which `labcloud` makes
   */
  readonly sshKey?: SshKey;
}

/** A web server on a network of its own. */
export class LabCloud extends LabStack {
  constructor(scope: Construct, id: string, props: LabCloudProps = {}) {
    super(scope, id);
    const host = libvirt.Host.local(this, 'Workstation');
    const pool = new libvirt.StoragePool(host, 'Pool', { path: '/var/lib/labcloud/{{id}}' });
    const network = new libvirt.Network(host, 'Lan', { mode: libvirt.NetworkMode.nat('10.20.0.0/24') });
    new libvirt.VirtualMachine(host, 'Web', {
      image: libvirt.CloudImage.DEBIAN_12,
      pool,
      network,
      memory: props.memory ?? Size.gibibytes(1),
      cloudInit: libvirt.CloudInit.forUser('debian', { sshKeys: [props.sshKey ?? SshKey.ofLab(this)] }).addPackages('nginx-light'),
      probes: [Probe.http(80)],
    });
  }
}
