import type { CloudinitDisk } from '@cdktf/provider-libvirt/lib/cloudinit-disk';
import type { Construct } from 'constructs';
import { ConfigError, LabApp, macAddress } from '../core';
import type { NetworkPart } from './cloud-init/network';
import { Host } from './host';
import type { Network } from './network';
import type { NetworkPlace } from './network-place';
import { referenceTo } from './reference';
import type { InterfaceShape, MachineGuard } from './security/machine-guard';
import { type FurtherInterface, type InterfaceAddresses, renderNetworkConfig } from './user-data';

/** The first interface of a machine. */
export interface FirstInterface {
  readonly mac: string;
  readonly network: Network;
  readonly place: NetworkPlace;
  /** What the guest's network configuration has beside. */
  readonly part?: NetworkPart;
  readonly boot?: { readonly order: number };
}

/** The network interfaces of one machine. */
export class MachineInterfaces {
  /** Handed to the resource as it is, which reads it when the app is synthesized: networks are attached later. */
  readonly list: InterfaceShape[] = [];
  private readonly further: FurtherInterface[] = [];
  private readonly places = new Map<Network, NetworkPlace>();

  /**
   * @param name the machine's host name
   * @param guard filters what comes and goes
   */
  constructor(
    private readonly machine: Construct,
    private readonly name: string,
    private readonly first: FirstInterface,
    private readonly guard: MachineGuard,
  ) {
    this.connect(interfaceOf(first.mac, first.network, first.boot), first.network, first.place);
  }

  /** Those that it is on, in the order in which it was attached to them. */
  get networks(): readonly Network[] {
    return [...this.places.keys()];
  }

  /**
   * Adds an interface, whose MAC address follows from the names of machine and network.
   * @param seed the machine's, which tells the guest of it
   * @throws ConfigError if the network is on another host or attached already, or the address cannot be had
   */
  add(network: Network, address: string | undefined, seed: CloudinitDisk | undefined): void {
    const { machine, name } = this;
    if (Host.of(network) !== Host.of(machine)) {
      throw new ConfigError(machine, `${network.node.path} is on another host and cannot be attached`);
    }
    if (this.places.has(network)) {
      throw new ConfigError(machine, `${network.node.path} is attached already`);
    }
    const { id, ledger } = LabApp.of(machine);
    const mac = macAddress(id, name, network.name);
    ledger.claim(`the MAC address ${mac}, which follows from the names of machine and network,`, machine, 'rename one of them');
    const place = network.join(machine, { name, mac, address });
    this.connect(interfaceOf(mac, network), network, place);
    this.further.push({ name: network.name, mac, ...addressesOf(place) });
    if (seed) {
      seed.networkConfig = renderNetworkConfig(this.first.mac, addressesOf(this.first.place), this.further, this.first.part);
    }
  }

  /** What it is on a network; undefined if it is not on it. */
  placeOn(network: Network): NetworkPlace | undefined {
    return this.places.get(network);
  }

  private connect(shape: InterfaceShape, network: Network, place: NetworkPlace): void {
    this.list.push(shape);
    this.places.set(network, place);
    this.guard.addInterface({ shape, network, ipv4: place.ipv4?.address, ipv6: place.ipv6?.address });
  }
}

/** What the guest has to be told of its place, because no DHCP tells it. */
export function addressesOf({ ipv4, ipv6 }: NetworkPlace): InterfaceAddresses {
  return {
    ...(ipv4?.static && { fixed: { address: ipv4.address, ...ipv4.static } }),
    ...(ipv6 && { ipv6 }),
    ...(!ipv4 && { ipv6Alone: true }),
  };
}

function interfaceOf(mac: string, network: Network, boot?: { readonly order: number }): InterfaceShape {
  return {
    mac: { address: mac },
    source: { network: { network: referenceTo(network.resource, 'name') } },
    model: { type: 'virtio' },
    ...(boot && { boot }),
  };
}
