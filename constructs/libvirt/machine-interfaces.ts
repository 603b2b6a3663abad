import type { CloudinitDisk } from '@cdktf/provider-libvirt/lib/cloudinit-disk';
import type { DomainDevicesInterfaces } from '@cdktf/provider-libvirt/lib/domain';
import type { Construct } from 'constructs';
import { ConfigError, LabApp, macAddress } from '../core';
import type { NetworkPart } from './cloud-init/network';
import { Host } from './host';
import type { Network, NetworkPlace } from './network';
import { referenceTo } from './reference';
import { type FurtherInterface, renderNetworkConfig } from './user-data';

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
  readonly list: DomainDevicesInterfaces[];
  private readonly further: FurtherInterface[] = [];
  private readonly addresses: Map<Network, string>;

  /** @param name the machine's host name */
  constructor(
    private readonly machine: Construct,
    private readonly name: string,
    private readonly first: FirstInterface,
  ) {
    this.list = [interfaceOf(first.mac, first.network, first.boot)];
    this.addresses = new Map([[first.network, first.place.address]]);
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
    if (this.addresses.has(network)) {
      throw new ConfigError(machine, `${network.node.path} is attached already`);
    }
    const { id, ledger } = LabApp.of(machine);
    const mac = macAddress(id, name, network.name);
    ledger.claim(`the MAC address ${mac}, which follows from the names of machine and network,`, machine, 'rename one of them');
    const place = network.join(machine, { name, mac, address });
    this.addresses.set(network, place.address);
    this.list.push(interfaceOf(mac, network));
    this.further.push({ name: network.name, mac, fixed: fixedOf(place) });
    if (seed) {
      seed.networkConfig = renderNetworkConfig(this.first.mac, fixedOf(this.first.place), this.further, this.first.part);
    }
  }

  addressOn(network: Network): string | undefined {
    return this.addresses.get(network);
  }
}

/** What the guest has to be told of a place where no DHCP tells it. */
export function fixedOf({ address, static: fixed }: NetworkPlace): FurtherInterface['fixed'] {
  return fixed && { address, ...fixed };
}

function interfaceOf(mac: string, network: Network, boot?: { readonly order: number }): DomainDevicesInterfaces {
  return {
    mac: { address: mac },
    source: { network: { network: referenceTo(network.resource, 'name') } },
    model: { type: 'virtio' },
    ...(boot && { boot }),
  };
}
