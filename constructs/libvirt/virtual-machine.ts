import { Domain, type DomainDevicesDisks } from '@cdktf/provider-libvirt/lib/domain';
import { Construct } from 'constructs';
import {
  ConfigError,
  type Endpoint,
  escapeTemplate,
  type ITarget,
  LabApp,
  LabStack,
  macAddress,
  nameBelow,
  refuseUnknownProps,
  Size,
  stableUuid,
} from '../core';
import { Host } from './host';
import { checkMachine } from './machine-checks';
import { hypervisorParts, renderHardware } from './machine-hardware';
import { renderMachineMark } from './machine-mark';
import { addSystem, bootPlace, diskOf } from './machine-system';
import { addressOf, referenceTo } from './reference';
import { VIRTUAL_MACHINE_PROPS, type VirtualMachineProps } from './virtual-machine-props';
import type { Volume } from './volume';

/**
 * A guest that boots from a cloud image, from what was installed on its disk, or a kernel.
 * Its MAC address, IP address, host name and UUID follow from where it stands in the program, and are known before it exists.
 *
 * @example
 * const web = new libvirt.VirtualMachine(host, 'Web', { image: libvirt.CloudImage.DEBIAN_12, pool, network, cloudInit });
 */
export class VirtualMachine extends Construct implements ITarget {
  /** Its host name, and its name in `labcloud status`. */
  readonly name: string;
  /** The name of the domain on the host. */
  readonly domainName: string;
  readonly uuid: string;
  readonly mac: string;
  readonly address: string;
  /** The user that `labcloud ssh` logs in as; empty where no cloud-init makes one. */
  readonly user: string;
  readonly resource: Domain;
  /** Handed to the resource as it is, which reads it when the app is synthesized: volumes are attached later. */
  private readonly disks: DomainDevicesDisks[];

  /** @throws ConfigError if a prop is out of its range, an address or a name is taken, or a part of it is on another host */
  constructor(scope: Construct, id: string, props: VirtualMachineProps) {
    super(scope, id);
    refuseUnknownProps(this, props, VIRTUAL_MACHINE_PROPS);
    const app = LabApp.of(this);
    const host = Host.of(this);
    const { cpus = 1, memory = Size.gibibytes(1), disk = Size.gibibytes(10) } = props;
    checkMachine(this, props, { cpus, memory, disk });
    this.name = nameBelow(host, this);
    app.ledger.claim(`the machine name '${this.name}'`, this, 'machines of a lab need different names, on whichever host they are');
    this.domainName = `${app.id}-${this.name}`;
    this.uuid = stableUuid(app.id, 'machine', this.name);
    this.mac = macAddress(app.id, this.name, 0);
    this.user = props.cloudInit?.user ?? '';
    const place = props.network.join(this, { name: this.name, mac: this.mac, address: props.address });
    this.address = place.address;
    const { name, domainName: domain, uuid, mac } = this;
    const { root, disks } = addSystem(this, props, { name, domain, uuid, mac, place, disk });
    this.disks = disks;
    const hardware = renderHardware(this, props, { domain, cpus, pool: props.pool });
    const probes = (props.probes ?? []).map(({ description }) => description);
    const mark = { lab: app.id, name: this.name, path: this.node.path, user: this.user, address: this.address, probes };
    this.resource = new Domain(this, 'Resource', {
      name: this.domainName,
      uuid: this.uuid,
      type: host.domainType,
      metadata: { xml: escapeTemplate(renderMachineMark(mark)) },
      memory: memory.mebibytes,
      memoryUnit: 'MiB',
      vcpu: cpus,
      ...hardware,
      clock: { offset: 'utc' },
      running: props.running ?? true,
      autostart: props.autostart ?? false,
      devices: {
        disks: this.disks,
        interfaces: [
          {
            mac: { address: this.mac },
            source: { network: { network: referenceTo(props.network.resource, 'name') } },
            model: { type: 'virtio' },
            ...bootPlace(props, 'network'),
          },
        ],
        ...hardware.devices,
      },
      // What is on the root disk alone comes from the program again; a machine with a data volume is shut down instead (see attach).
      destroy: { graceful: false },
      update: { shutdown: { timeout: 60 } },
      // A domain that outlived its root disk would write to a file that nobody sees.
      lifecycle: root && { replaceTriggeredBy: [`${addressOf(root.resource)}.id`] },
      provider: host.provider,
    });
    LabStack.of(this).facts.machines.push({
      name: this.name,
      domain: this.domainName,
      path: this.node.path,
      uuid: this.uuid,
      host: host.node.path,
      network: props.network.name,
      address: this.address,
      mac: this.mac,
      user: this.user,
      running: props.running ?? true,
      memory: memory.bytes,
      disk: root ? disk.bytes : 0,
      probes,
      uses: hypervisorParts(props),
    });
  }

  get endpoints(): readonly Endpoint[] {
    return [{ name: this.name, address: this.address }];
  }

  /**
   * Gives it one more disk. From then on it is shut down, not powered off, when it is destroyed.
   * @throws ConfigError if the volume is on another host or attached already, or it has 24 disks
   */
  attach(volume: Volume): this {
    if (Host.of(volume) !== Host.of(this)) {
      throw new ConfigError(this, `${volume.node.path} is on another host and cannot be attached`);
    }
    if (this.disks.length >= 24) {
      throw new ConfigError(this, `cannot have more than 24 disks`);
    }
    LabApp.of(this).ledger.claim(`the disk ${volume.node.path}`, this, 'a disk can be attached to one machine');
    this.disks.push(diskOf(volume, `vd${String.fromCharCode(97 + this.disks.length)}`));
    this.resource.putDestroy({ graceful: true, shutdown: { timeout: 60 } });
    return this;
  }
}
