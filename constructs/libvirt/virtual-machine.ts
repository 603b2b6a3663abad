import type { CloudinitDisk } from '@cdktf/provider-libvirt/lib/cloudinit-disk';
import { Domain, type DomainDevicesControllers } from '@cdktf/provider-libvirt/lib/domain';
import { Construct } from 'constructs';
import {
  type Endpoint,
  escapeTemplate,
  type ITarget,
  type ITrafficSource,
  LabApp,
  LabStack,
  macAddress,
  nameBelow,
  refuseUnknownProps,
  Size,
  stableUuid,
  type Traffic,
} from '../core';
import { Host } from './host';
import type { InstallMedia } from './install-media';
import { checkMachine } from './machine-checks';
import { MachineDisks } from './machine-disks';
import { hypervisorParts, renderHardware } from './machine-hardware';
import { MachineInterfaces } from './machine-interfaces';
import { renderMachineMark } from './machine-mark';
import { addSystem, bootPlace, driveControllers } from './machine-system';
import type { Network } from './network';
import { Preset } from './preset';
import { addressOf } from './reference';
import { Connections } from './security/connections';
import { MachineGuard } from './security/machine-guard';
import { Port } from './security/port';
import { type IMember, SecurityGroup } from './security/security-group';
import type { StoragePool } from './storage-pool';
import { type MachineSource, VIRTUAL_MACHINE_PROPS, type VirtualMachineProps } from './virtual-machine-props';
import type { Volume } from './volume';

const SSH_PORT = 22;

/**
 * A guest that boots from a cloud image, from what was installed on its disk, or a kernel.
 * Its MAC address, IP address, host name and UUID follow from where it stands in the program, and are known before it exists.
 *
 * @example
 * const web = new libvirt.VirtualMachine(host, 'Web', { image: libvirt.CloudImage.DEBIAN_12, pool, network, cloudInit });
 */
export class VirtualMachine extends Construct implements ITarget, ITrafficSource, IMember {
  /** Its host name, and its name in `labcloud status`. */
  readonly name: string;
  /** The name of the domain on the host. */
  readonly domainName: string;
  readonly uuid: string;
  readonly mac: string;
  /** Its address on its first network, of IPv6 where that has no other. */
  readonly address: string;
  /** Its IPv6 address on its first network; undefined if that has none. */
  readonly ipv6Address: string | undefined;
  /** Who may connect to it. As soon as somebody is allowed to, or it has `securityGroups`, nobody else may. */
  readonly connections: Connections;
  /** The user that `labcloud ssh` logs in as; empty where no cloud-init makes one. */
  readonly user: string;
  readonly resource: Domain;
  private readonly pool: StoragePool;
  private readonly seed: CloudinitDisk | undefined;
  private readonly disks: MachineDisks;
  private readonly interfaces: MachineInterfaces;
  private readonly probePorts: readonly number[];

  /** @throws ConfigError if a prop is out of its range, an address or a name is taken, or a part of it is on another host */
  constructor(scope: Construct, id: string, given: VirtualMachineProps & MachineSource) {
    super(scope, id);
    refuseUnknownProps(this, given, VIRTUAL_MACHINE_PROPS);
    const props = Preset.applyTo(given);
    const app = LabApp.of(this);
    const host = Host.of(this);
    const { cpus = 1, memory = Size.gibibytes(1), disk = Size.gibibytes(10) } = props;
    const { maxCpus = cpus, maxMemory = memory } = props;
    checkMachine(this, props, { cpus, maxCpus, memory, maxMemory, disk });
    this.name = nameBelow(host, this);
    app.ledger.claim(`the machine name '${this.name}'`, this, 'machines of a lab need different names, on whichever host they are');
    this.domainName = `${app.id}-${this.name}`;
    this.uuid = stableUuid(app.id, 'machine', this.name);
    this.mac = macAddress(app.id, this.name, 0);
    app.ledger.claim(`the MAC address ${this.mac}, which follows from the name,`, this, 'rename one of them');
    app.ledger.budgets.addMachine(host.computer, this, { memory: maxMemory.bytes, cpus, stopped: props.power === 'stopped' });
    this.user = props.cloudInit?.user ?? '';
    const place = props.network.join(this, { name: this.name, mac: this.mac, address: props.address });
    this.address = place.address;
    this.ipv6Address = place.ipv6?.address;
    const { name, domainName: domain, uuid, mac } = this;
    const { root, seed, disks } = addSystem(this, props, { name, domain, uuid, mac, place, disk });
    this.seed = seed;
    this.pool = props.pool;
    this.disks = new MachineDisks(this, disks);
    const guard = new MachineGuard(this, domain);
    const first = { mac, network: props.network, place, part: props.cloudInit?.network, ...bootPlace(props, 'network') };
    this.interfaces = new MachineInterfaces(this, name, first, guard);
    const hardware = renderHardware(this, props, { domain, cpus: maxCpus, pool: props.pool });
    const probes = (props.probes ?? []).map(({ description }) => description);
    this.probePorts = probes.map(({ port }) => port);
    this.connections = connectionsOf(this, guard, this.probePorts[0]);
    props.securityGroups?.forEach((group) => {
      guard.addGroup(group);
    });
    const mark = { lab: app.id, name: this.name, path: this.node.path, user: this.user, address: this.address, probes };
    this.resource = new Domain(this, 'Resource', {
      name: this.domainName,
      uuid: this.uuid,
      type: host.domainType,
      metadata: { xml: escapeTemplate(renderMachineMark(mark)) },
      memory: maxMemory.mebibytes,
      memoryUnit: 'MiB',
      ...(props.maxMemory && { currentMemory: memory.mebibytes, currentMemoryUnit: 'MiB' }),
      vcpu: maxCpus,
      ...(props.maxCpus !== undefined && { vcpuCurrent: cpus }),
      ...hardware,
      clock: { offset: 'utc' },
      running: props.power !== 'stopped',
      ...(props.power === 'paused' && { power: props.power }),
      autostart: props.autostart ?? false,
      devices: {
        disks: this.disks.list,
        interfaces: this.interfaces.list,
        ...hardware.devices,
        ...(props.drive && {
          controllers: [...((hardware.devices.controllers ?? []) as DomainDevicesControllers[]), ...driveControllers(props)],
        }),
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
      running: (props.power ?? 'running') === 'running',
      memory: maxMemory.bytes,
      disk: root ? disk.bytes : 0,
      probes,
      ...(root && props.onImageChange === 'rebuild' && { expendableDisk: addressOf(root.resource) }),
      get uses() {
        return [...hypervisorParts(props), ...(guard.securityGroups.length > 0 ? (['packet-filters'] as const) : [])];
      },
    });
  }

  get endpoints(): readonly Endpoint[] {
    return [{ name: this.name, address: this.address }];
  }

  /** Where its packets come from: all of its addresses. */
  get traffic(): Traffic {
    const places = this.networks.flatMap((network) => this.interfaces.placeOn(network) ?? []);
    return { addresses: places.flatMap(({ ipv4, ipv6 }) => [ipv4, ipv6].flatMap((each) => each?.address ?? [])) };
  }

  /** The networks that it is on. */
  get networks(): readonly Network[] {
    return this.interfaces.networks;
  }

  /** The TCP ports at which its own host looks after it. */
  get carePorts(): readonly number[] {
    return [...new Set([...(this.user === '' ? [] : [SSH_PORT]), ...this.probePorts])];
  }

  /**
   * Gives it one more disk, while it runs. From then on it is shut down, not powered off, when it is destroyed.
   * @throws ConfigError if the volume is on another host or attached already, or it has 26 disks
   */
  attach(volume: Volume): this {
    this.disks.add(volume);
    this.resource.putDestroy({ graceful: true, shutdown: { timeout: 60 } });
    return this;
  }

  /**
   * Connects it to one more network, while it runs. A guest learns at its first boot how to use its interfaces; one that has booted sees a new
   * one and has to be told, or made anew.
   * @param options `address`: its address there; by default the one it had last time, else the lowest that is free
   * @throws ConfigError if the network is on another host or attached already, or the address cannot be had
   */
  attachNetwork(network: Network, options: { readonly address?: string } = {}): this {
    this.interfaces.add(network, options.address, this.seed);
    return this;
  }

  /** Its address on one of its networks, of IPv6 where that has no other; undefined on others. */
  addressOn(network: Network): string | undefined {
    return this.interfaces.placeOn(network)?.address;
  }

  /** Its IPv6 address on one of its networks; undefined where it has none. */
  ipv6AddressOn(network: Network): string | undefined {
    return this.interfaces.placeOn(network)?.ipv6?.address;
  }

  /**
   * Puts a medium into its CD-ROM drive, while it runs; without this line it is taken out again.
   * @throws ConfigError if it has no `drive`, or a medium in it
   */
  insert(medium: InstallMedia): this {
    this.disks.insert(medium, this.pool);
    return this;
  }
}

function connectionsOf(machine: VirtualMachine, guard: MachineGuard, probed: number | undefined): Connections {
  return new Connections(machine, {
    groups: () => guard.securityGroups,
    declare: () => {
      const group = new SecurityGroup(machine, 'SecurityGroup');
      guard.addGroup(group);
      return group;
    },
    ...(probed !== undefined && { defaultPort: Port.tcp(probed) }),
  });
}
