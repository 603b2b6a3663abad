import { CloudinitDisk } from '@cdktf/provider-libvirt/lib/cloudinit-disk';
import { Domain, type DomainDevicesDisks } from '@cdktf/provider-libvirt/lib/domain';
import { Annotations } from 'cdktf';
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
import type { CloudImage } from './cloud-image';
import { fixedDevices } from './devices';
import { Host } from './host';
import { renderMachineMark } from './machine-mark';
import type { NetworkPlace } from './network';
import { addressOf, referenceTo } from './reference';
import { packagesOf, renderMetaData, renderNetworkConfig } from './user-data';
import { VIRTUAL_MACHINE_PROPS, type VirtualMachineProps } from './virtual-machine-props';
import { Volume } from './volume';

const LEAST_MEMORY = Size.mebibytes(256);
const LEAST_DISK = Size.gibibytes(2);
const MOST_CPUS = 255;

/**
 * A guest that boots from a cloud image.
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
  /** The user that `labcloud ssh` logs in as. */
  readonly user: string;
  readonly resource: Domain;
  /** Handed to the resource as it is, which reads it when the app is synthesized: volumes are attached later. */
  private readonly disks: DomainDevicesDisks[] = [];

  /** @throws ConfigError if a prop is out of its range, an address or a name is taken, or a part of it is on another host */
  constructor(scope: Construct, id: string, props: VirtualMachineProps) {
    super(scope, id);
    refuseUnknownProps(this, props, VIRTUAL_MACHINE_PROPS);
    const app = LabApp.of(this);
    const host = Host.of(this);
    const { cpus = 1, memory = Size.gibibytes(1), disk = Size.gibibytes(10) } = props;
    this.check(props, cpus, memory, disk);
    this.name = nameBelow(host, this);
    app.ledger.claim(`the machine name '${this.name}'`, this, 'machines of a lab need different names, on whichever host they are');
    this.domainName = `${app.id}-${this.name}`;
    this.uuid = stableUuid(app.id, 'machine', this.name);
    this.mac = macAddress(app.id, this.name, 0);
    this.user = props.cloudInit.user;
    const place = props.network.join(this, { name: this.name, mac: this.mac, address: props.address });
    this.address = place.address;
    const image = this.chooseImage(props);
    const seed = this.addSeed(props, place, image.isDebian);
    const root = new Volume(this, 'Disk', {
      pool: props.pool,
      capacity: disk,
      backing: props.pool.imageVolume(image),
      replaceTriggeredBy: props.onUserDataChange === 'rebuild' ? [addressOf(seed)] : undefined,
    });
    this.disks.push(
      { ...diskOf(root, 'vda'), boot: { order: 1 } },
      {
        driver: { name: 'qemu', type: 'raw' },
        source: { volume: { pool: props.pool.name, volume: referenceTo(seed, 'name') } },
        target: { dev: 'vdb', bus: 'virtio' },
        readOnly: true,
      },
    );
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
      os: { type: 'hvm', typeArch: 'x86_64', typeMachine: 'q35' },
      features: { acpi: true, apic: {} },
      cpu: { mode: host.cpuMode },
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
          },
        ],
        ...fixedDevices(),
      },
      // What is on the root disk alone comes from the program again; a machine with a data volume is shut down instead (see attach).
      destroy: { graceful: false },
      update: { shutdown: { timeout: 60 } },
      // A domain that outlived its root disk would write to a file that nobody sees.
      lifecycle: { replaceTriggeredBy: [`${addressOf(root.resource)}.id`] },
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
      memory: memory.bytes,
      disk: disk.bytes,
      probes,
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

  private addSeed(props: VirtualMachineProps, place: NetworkPlace, isDebian: boolean): CloudinitDisk {
    return new CloudinitDisk(this, 'Seed', {
      name: `${this.domainName}-seed.iso`,
      userData: escapeTemplate(props.cloudInit.render({ isDebian })),
      metaData: renderMetaData(this.uuid, this.name),
      networkConfig: renderNetworkConfig(this.mac, place.static && { address: place.address, ...place.static }),
      pool: referenceTo(props.pool.resource, 'name'),
      provider: Host.of(this).provider,
    });
  }

  /** The image that the machine was made from, unless it may be rebuilt: an overlay is worthless above another image. */
  private chooseImage({ image, cloudInit, onImageChange }: VirtualMachineProps): CloudImage {
    const { lock } = LabApp.of(this);
    const wanted = image.withPackages(packagesOf(cloudInit.packages));
    const kept = onImageChange === 'rebuild' ? undefined : lock.imageOf(this.node.path);
    const chosen = kept === undefined || kept.id === wanted.id ? wanted : wanted.asRemembered(kept.asset);
    if (chosen !== wanted) {
      Annotations.of(this).addInfo(`keeps its image ${chosen.id}; 'onImageChange: rebuild' would make it anew from ${wanted.id}`);
    }
    lock.recordImage(this.node.path, chosen.id, chosen.description);
    return chosen;
  }

  private check(props: VirtualMachineProps, cpus: number, memory: Size, disk: Size): void {
    if (!Number.isInteger(cpus) || cpus < 1 || cpus > MOST_CPUS) {
      throw new ConfigError(this, `'cpus' must be a whole number from 1 to ${MOST_CPUS}, got ${cpus}`);
    }
    if (memory.isLessThan(LEAST_MEMORY) || !Number.isInteger(memory.mebibytes)) {
      throw new ConfigError(this, `'memory' must be at least ${LEAST_MEMORY.toString()} and whole MiB, got ${memory.toString()}`);
    }
    if (disk.isLessThan(LEAST_DISK)) {
      throw new ConfigError(this, `'disk' must be at least ${LEAST_DISK.toString()}, got ${disk.toString()}`);
    }
    for (const [prop, part] of Object.entries({ pool: props.pool, network: props.network })) {
      if (Host.of(part) !== Host.of(this)) {
        throw new ConfigError(this, `'${prop}' must be on the same host, got ${part.node.path}`);
      }
    }
  }
}

function diskOf(volume: Volume, device: string): DomainDevicesDisks {
  return {
    driver: { name: 'qemu', type: volume.format, discard: 'unmap' },
    source: { volume: { pool: volume.pool.name, volume: referenceTo(volume.resource, 'name') } },
    target: { dev: device, bus: 'virtio' },
  };
}
