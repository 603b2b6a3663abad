import type { IConstruct } from 'constructs';
import { type AddressBook, ConfigError } from '../core';
import type { NetworkMode } from './network-mode';
import type { Ipv4Place, Ipv6Place, NetworkPlace } from './network-place';
import { isLinkLocal, type NetworkSubnets } from './network-subnets';

/** What the places of a network follow from. */
export interface NetworkAddressingProps {
  readonly network: IConstruct;
  readonly mode: NetworkMode;
  readonly subnets: NetworkSubnets;
  /** Who has which address of the main subnet. */
  readonly book: AddressBook;
  /** The domain in which its DNS knows the machines. */
  readonly domain: string;
}

/** Gives the machines of a network their places: an address of each version that it has, and what a guest must be told of them. */
export class NetworkAddressing {
  constructor(private readonly props: NetworkAddressingProps) {}

  /** @throws ConfigError if the address is not in the subnet, reserved or taken, or not given on a bridge */
  placeOf(machine: IConstruct, wanted: string | undefined): NetworkPlace {
    const { network, mode, subnets, book } = this.props;
    const { existing } = mode;
    if (existing && wanted === undefined) {
      throw new ConfigError(machine, `'address' must be given on ${network.node.path}, a network whose addresses labcloud does not manage`);
    }
    const address = book.allocate(machine, wanted);
    if (existing && subnets.main.indexOf(existing.gateway) === subnets.main.indexOf(address)) {
      throw new ConfigError(machine, `'address' must not be the gateway of ${network.node.path}, got '${address}'`);
    }
    const ipv6 = subnets.ipv4 ? this.secondOf(machine, address) : this.onlyOf(address);
    return { address, ipv4: this.firstOf(address), ipv6 };
  }

  private firstOf(address: string): Ipv4Place | undefined {
    const { ipv4 } = this.props.subnets;
    const { existing } = this.props.mode;
    return ipv4 && { address, ...(existing && { static: { prefix: ipv4.prefix, gateway: existing.gateway } }) };
  }

  /** The IPv6 address of the machine that has an IPv4 address: the same number in the other subnet. */
  private secondOf(machine: IConstruct, address: string): Ipv6Place | undefined {
    const { network, mode, subnets } = this.props;
    const { main, ipv6 } = subnets;
    const number = main.indexOf(address) ?? 0;
    if (ipv6 && number > ipv6.last) {
      throw new ConfigError(
        machine,
        `'address' ${address} has a number that ${ipv6.toString()} of ${network.node.path} does not have: choose a lower one, or a shorter prefix for 'ipv6'`,
      );
    }
    const gateway = mode.existing?.ipv6Gateway;
    return ipv6 && { address: ipv6.at(number), prefix: ipv6.prefix, ...(gateway !== undefined && { gateway }) };
  }

  /** Where no DHCP of IPv4 tells the rest, the guest has to be told all of it. */
  private onlyOf(address: string): Ipv6Place {
    const { domain, mode, subnets } = this.props;
    const { prefix, gateway: own } = subnets.main;
    if (mode.existing) {
      const { gateway } = mode.existing;
      return { address, prefix, gateway, ...(!isLinkLocal(gateway) && { dns: { server: gateway } }) };
    }
    const gateway = mode.kind === 'isolated' ? {} : { gateway: own };
    return { address, prefix, ...gateway, dns: { server: own, domain }, isComplete: true };
  }
}
