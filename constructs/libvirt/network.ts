import {
  Network as NetworkResource,
  type NetworkDnsmasqOptionsOption,
  type NetworkRoutes as NetworkRoute,
} from '@cdktf/provider-libvirt/lib/network';
import { Construct } from 'constructs';
import {
  AddressBook,
  bridgeName,
  ConfigError,
  type IpSubnet,
  LabApp,
  LabStack,
  nameBelow,
  type PropNames,
  refuseUnknownProps,
  requireProps,
  stableUuid,
  type Subnet6,
} from '../core';
import { Host } from './host';
import { NetworkAddressing } from './network-addressing';
import type { NetworkMode } from './network-mode';
import { type Forwarder, NetworkNames, type NetworkService } from './network-names';
import type { NetworkPlace } from './network-place';
import { dhcpOption, type IGateway, routeTo } from './network-extras';
import { addressing, clientIdentifier, forwarding, type Reservations, switching } from './network-shape';
import { checkRange, type NetworkSubnets, readMode } from './network-subnets';

/** Props of a `Network`. */
export interface NetworkProps {
  readonly mode: NetworkMode;
  /**
   * The domain in which its DNS knows the machines.
   * @default - `<lab>.internal`
   */
  readonly domain?: string;
  /**
   * Size of its packets in bytes; machines that run take a new one over when they are restarted.
   * @default 1500
   */
  readonly mtu?: number;
  /**
   * DNS servers that are asked what the network itself does not know.
   * @default - those of the host
   */
  readonly forwarders?: readonly (string | Forwarder)[];
}

const PROP_NAMES: PropNames<NetworkProps> = { mode: true, domain: true, mtu: true, forwarders: true };
/** Who can see the subnet of a network. */
const REACH = {
  nat: 'computer',
  isolated: 'computer',
  routed: 'everybody',
  open: 'everybody',
  bridge: 'shared',
  macvtap: 'shared',
} as const;
const LEAST_MTU = 576;
const MOST_MTU = 65535;

/** A virtual network. It knows the address of each of its machines before the first one exists. */
export class Network extends Construct {
  readonly name: string;
  /** The bridge device on the host. */
  readonly bridge: string;
  /** The addresses that it gives machines: those of IPv4, or of IPv6 where it has no others. */
  readonly subnet: IpSubnet;
  /** Its IPv6 addresses, beside those of `subnet` or the same; undefined if it has none. */
  readonly subnet6: Subnet6 | undefined;
  readonly addresses: AddressBook;
  readonly resource: NetworkResource;
  readonly mode: NetworkMode;
  private readonly subnets: NetworkSubnets;
  private readonly addressing: NetworkAddressing;
  private readonly names: NetworkNames;
  /** Handed to the resource as they are, which reads them when the app is synthesized: machines come later than their network. */
  private readonly reservations: Reservations = { ipv4: [], ipv6: [] };
  private readonly routes: NetworkRoute[] = [];
  private readonly options: NetworkDnsmasqOptionsOption[] = [];

  /** @throws ConfigError if the subnet, the range or the device cannot be one, or clash with another network's */
  constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id);
    refuseUnknownProps(this, props, PROP_NAMES);
    requireProps(this, props, ['mode']);
    const app = LabApp.of(this);
    const host = Host.of(this);
    this.mode = props.mode;
    this.name = `${app.id}-${nameBelow(host, this)}`;
    app.ledger.claim(`the network name '${this.name}' on ${host.uri}`, this, 'rename one of them');
    this.subnets = readMode(this, props.mode);
    const { main, ipv4, ipv6 } = this.subnets;
    this.subnet = main;
    this.subnet6 = ipv6;
    const place = { computer: host.computer, reach: REACH[props.mode.kind] };
    if (ipv4) {
      app.ledger.claimSubnet(ipv4, this, place);
    }
    this.addresses = new AddressBook(this, main, app.lock, props.mode.dhcpRange);
    checkRange(this, main, props.mode.dhcpRange);
    if (ipv6) {
      app.ledger.claimSubnet6(ipv6, this, place);
    }
    this.bridge = props.mode.existing ? (props.mode.device ?? '') : bridgeName(app.id, this.name);
    const { domain = `${app.id}.internal`, mtu, forwarders = [] } = props;
    if (mtu !== undefined && !(Number.isInteger(mtu) && mtu >= LEAST_MTU && mtu <= MOST_MTU)) {
      throw new ConfigError(this, `'mtu' must be a whole number of bytes from ${LEAST_MTU} to ${MOST_MTU}, got ${mtu}`);
    }
    this.addressing = new NetworkAddressing({ network: this, mode: props.mode, subnets: this.subnets, book: this.addresses, domain });
    this.names = new NetworkNames(this, domain, forwarders);
    if (forwarders.length > 0) {
      this.requireDns("'forwarders'");
    }
    this.resource = new NetworkResource(this, 'Resource', {
      name: this.name,
      uuid: stableUuid(app.id, 'network', this.name),
      autostart: true,
      ...(props.mode.kind === 'bridge' && { bridge: { name: this.bridge } }),
      ...forwarding(props.mode, ipv6 !== undefined),
      ...switching(props.mode),
      ...(!props.mode.existing && {
        bridge: { name: this.bridge, stp: 'on', delay: '0' },
        domain: { name: domain, localOnly: 'yes' },
        dns: this.names.shape,
        ips: addressing(this.subnets, this.addresses.range, this.reservations),
      }),
      mtu: mtu === undefined ? undefined : { size: mtu },
      provider: host.provider,
    });
    networksOf(this).push(this);
    LabStack.of(this).facts.networks.push({
      name: this.name,
      host: host.node.path,
      bridge: this.bridge,
      subnet: this.subnet.toString(),
      ...(ipv4 && ipv6 && { subnet6: ipv6.toString() }),
      ...(props.mode.kind === 'isolated' && { isolated: true }),
    });
  }

  /** The host's own addresses here; none on a network that was there before, where they are not known. */
  get hostAddresses(): readonly string[] {
    return this.mode.existing ? [] : this.allSubnets.map(({ gateway }) => gateway);
  }

  /** Its subnets, of one version or both. */
  get allSubnets(): readonly IpSubnet[] {
    const { ipv4, ipv6 } = this.subnets;
    return [...(ipv4 ? [ipv4] : []), ...(ipv6 ? [ipv6] : [])];
  }

  /** Whether it has no IPv4. */
  get isIpv6Alone(): boolean {
    return this.subnets.ipv4 === undefined;
  }

  /** The app's other networks on the same computer. */
  get neighbours(): readonly Network[] {
    return networksOf(this).filter((other) => other !== this && Host.of(other).computer === Host.of(this).computer);
  }

  /** Whether the lab gives out its addresses, and not somebody else on a bridge. */
  get isManaged(): boolean {
    return this.mode.existing === undefined;
  }

  /**
   * Gives a machine its address here, and reserves it where this network has DHCP.
   * @throws ConfigError if the address is not in the subnet, reserved or taken, or not given on a bridge
   */
  join(machine: Construct, guest: { readonly name: string; readonly mac: string; readonly address?: string }): NetworkPlace {
    const place = this.addressing.placeOf(machine, guest.address);
    const { address } = place;
    if (this.mode.existing) {
      // The same network can be at hand on several hosts, each with a book of its own.
      LabApp.of(this).ledger.claim(`'address' ${address} of ${this.subnet.toString()}`, machine, 'choose another one');
      return place;
    }
    this.names.addMachine(guest.name, machine, place.ipv6?.address);
    if (place.ipv4) {
      this.reservations.ipv4.push({ mac: guest.mac, name: guest.name, ip: address });
    }
    if (place.ipv6) {
      this.reservations.ipv6.push({ id: clientIdentifier(guest.mac), name: guest.name, ip: place.ipv6.address });
      this.resource.putDns(this.names.shape ?? {});
    }
    if (this.isIpv6Alone && this.addresses.range) {
      // Whoever calls itself by something else in DHCPv6 would get one of the range, beside the one that it was told, and send from that.
      this.addOption(`dhcp-host=${guest.mac},[${address}]`);
    }
    return place;
  }

  /**
   * Lets its DNS answer a name with an address.
   * @throws ConfigError if name or address is none, or the network has no DNS of its own
   */
  addName(name: string, address: string): this {
    return this.changeNames('a name', (names) => {
      names.addHost(name, address);
    });
  }

  /**
   * Lets its DNS answer a question for a TXT record.
   * @throws ConfigError if the name is none or taken, or the network has no DNS of its own
   */
  addText(name: string, value: string): this {
    return this.changeNames('a text', (names) => {
      names.addText(name, value);
    });
  }

  /**
   * Lets its DNS say where a service is (an SRV record).
   * @throws ConfigError if the target is no name, or the network has no DNS of its own
   */
  addService(service: NetworkService): this {
    return this.changeNames('a service', (names) => {
      names.addService(service);
    });
  }

  /**
   * Lets its DNS answer a name as it answers another one (a CNAME record).
   * @param name of a machine of this network, or one that was added
   * @throws ConfigError if one of them is no name, or the network has no DNS of its own
   */
  addAlias(alias: string, name: string): this {
    this.requireDns('an alias');
    return this.addOption(this.names.alias(alias, name));
  }

  /**
   * Lets its DHCP tell guests something more.
   * @param option its name as dnsmasq knows it, e.g. `ntp-server`, or its number; on a network of IPv6 alone those of DHCPv6
   * @throws ConfigError if the name or a value is none, or the network has no DHCP of its own
   */
  addDhcpOption(option: string | number, ...values: readonly string[]): this {
    if (this.mode.existing) {
      throw new ConfigError(
        this,
        `a DHCP option needs a DHCP, which a network that is there already, on ${this.bridge}, does not get from the lab`,
      );
    }
    return this.addOption(dhcpOption(this, option, values, this.isIpv6Alone ? 6 : 4));
  }

  /**
   * Lets its host reach another network through one of its machines, which must forward packets.
   * @param destination e.g. `10.50.0.0/16`, of a version that this network has
   * @param via the machine, or its address here
   * @throws ConfigError if the destination is no network, or the machine is not on this one
   */
  addRoute(destination: string, via: string | IGateway, options: { readonly metric?: number } = {}): this {
    this.routes.push(routeTo(this, destination, via, options.metric));
    this.resource.putRoutes(this.routes);
    return this;
  }

  private addOption(value: string): this {
    this.options.push({ value });
    this.resource.putDnsmasqOptions({ option: this.options });
    return this;
  }

  private changeNames(what: string, change: (names: NetworkNames) => void): this {
    this.requireDns(what);
    change(this.names);
    this.resource.putDns(this.names.shape ?? {});
    return this;
  }

  private requireDns(what: string): void {
    if (this.mode.existing) {
      throw new ConfigError(
        this,
        `${what} needs a DNS, which a network that is there already, on ${this.bridge}, does not get from the lab`,
      );
    }
  }
}

const networks = new WeakMap<LabApp, Network[]>();

/** All networks of an app. */
function networksOf(network: Network): Network[] {
  const app = LabApp.of(network);
  const known = networks.get(app) ?? [];
  networks.set(app, known);
  return known;
}
