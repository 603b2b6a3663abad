import { Network as NetworkResource } from '@cdktf/provider-libvirt/lib/network';
import { Construct } from 'constructs';
import {
  AddressBook,
  bridgeName,
  ConfigError,
  LabApp,
  LabStack,
  nameBelow,
  type PropNames,
  refuseUnknownProps,
  stableUuid,
  Subnet,
} from '../core';
import { Host } from './host';
import type { NetworkMode } from './network-mode';
import { NetworkNames, type NetworkService } from './network-names';

const DEVICE = /^[a-zA-Z0-9_.-]{1,15}$/;

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
  readonly forwarders?: readonly string[];
}

const PROP_NAMES: PropNames<NetworkProps> = { mode: true, domain: true, mtu: true, forwarders: true };
/** Who can see the subnet of a network. */
const REACH = { nat: 'computer', isolated: 'computer', routed: 'everybody', bridge: 'shared' } as const;
const LEAST_MTU = 576;
const MOST_MTU = 65535;

/** What a machine needs to know of its network. */
export interface NetworkPlace {
  readonly address: string;
  /** Set on a network without DHCP, where the guest must know the rest itself. */
  readonly static: { readonly prefix: number; readonly gateway: string } | undefined;
}

/** A virtual network. It knows the address of each of its machines before the first one exists. */
export class Network extends Construct {
  readonly name: string;
  /** The bridge device on the host. */
  readonly bridge: string;
  readonly subnet: Subnet;
  readonly addresses: AddressBook;
  readonly resource: NetworkResource;
  private readonly mode: NetworkMode;
  private readonly names: NetworkNames;
  /** Handed to the resource as it is, which reads it when the app is synthesized: machines come later than their network. */
  private readonly reservations: { mac: string; name: string; ip: string }[] = [];

  /** @throws ConfigError if the subnet, the range or the device cannot be one, or clash with another network's */
  constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id);
    refuseUnknownProps(this, props, PROP_NAMES);
    const app = LabApp.of(this);
    const host = Host.of(this);
    this.mode = props.mode;
    this.name = `${app.id}-${nameBelow(host, this)}`;
    app.ledger.claim(`the network name '${this.name}' on ${host.uri}`, this, 'rename one of them');
    this.subnet = this.readSubnet();
    app.ledger.claimSubnet(this.subnet, this, { computer: host.computer, reach: REACH[props.mode.kind] });
    this.addresses = new AddressBook(this, this.subnet, app.lock, props.mode.dhcpRange);
    this.bridge = props.mode.kind === 'bridge' ? (props.mode.device ?? '') : bridgeName(app.id, this.name);
    if (props.mode.device !== undefined && !DEVICE.test(props.mode.device)) {
      throw new ConfigError(this, `'device' must be the name of a network device (at most 15 characters), got '${props.mode.device}'`);
    }
    const { domain = `${app.id}.internal`, mtu, forwarders = [] } = props;
    if (mtu !== undefined && !(Number.isInteger(mtu) && mtu >= LEAST_MTU && mtu <= MOST_MTU)) {
      throw new ConfigError(this, `'mtu' must be a whole number of bytes from ${LEAST_MTU} to ${MOST_MTU}, got ${mtu}`);
    }
    this.names = new NetworkNames(this, domain, forwarders);
    if (forwarders.length > 0) {
      this.requireDns("'forwarders'");
    }
    this.resource = new NetworkResource(this, 'Resource', {
      name: this.name,
      uuid: stableUuid(app.id, 'network', this.name),
      autostart: true,
      bridge: props.mode.kind === 'bridge' ? { name: this.bridge } : { name: this.bridge, stp: 'on', delay: '0' },
      ...this.forwarding(),
      ...(props.mode.kind === 'bridge'
        ? {}
        : { domain: { name: domain, localOnly: 'yes' }, dns: this.names.shape, ips: [this.addressing()] }),
      mtu: mtu === undefined ? undefined : { size: mtu },
      provider: host.provider,
    });
    LabStack.of(this).facts.networks.push({ name: this.name, host: host.node.path, bridge: this.bridge, subnet: this.subnet.toString() });
  }

  /** Whether the lab gives out its addresses, and not somebody else on a bridge. */
  get isManaged(): boolean {
    return this.mode.kind !== 'bridge';
  }

  /**
   * Gives a machine its address here, and reserves it where this network has DHCP.
   * @throws ConfigError if the address is not in the subnet, reserved or taken, or not given on a bridge
   */
  join(machine: Construct, guest: { readonly name: string; readonly mac: string; readonly address?: string }): NetworkPlace {
    if (this.mode.kind === 'bridge' && guest.address === undefined) {
      throw new ConfigError(machine, `'address' must be given on the bridge ${this.node.path}, whose addresses labcloud does not manage`);
    }
    const address = this.addresses.allocate(machine, guest.address);
    if (this.mode.kind === 'bridge') {
      // The same network can be at hand on several hosts, each with a book of its own.
      LabApp.of(this).ledger.claim(`'address' ${address} of ${this.subnet.toString()}`, machine, 'choose another one');
      return { address, static: { prefix: this.subnet.prefix, gateway: this.mode.gateway ?? this.subnet.gateway } };
    }
    this.reservations.push({ mac: guest.mac, name: guest.name, ip: address });
    return { address, static: undefined };
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

  private changeNames(what: string, change: (names: NetworkNames) => void): this {
    this.requireDns(what);
    change(this.names);
    this.resource.putDns(this.names.shape ?? {});
    return this;
  }

  private requireDns(what: string): void {
    if (this.mode.kind === 'bridge') {
      throw new ConfigError(this, `${what} needs a DNS, which a network on a bridge of the host does not have`);
    }
  }

  private readSubnet(): Subnet {
    try {
      return Subnet.parse(this.mode.subnet);
    } catch (error) {
      throw new ConfigError(this, `the subnet of 'mode' ${(error as Error).message}`);
    }
  }

  private forwarding(): { forward?: { mode: string; dev?: string } } {
    const { kind, device } = this.mode;
    switch (kind) {
      case 'nat':
        return { forward: { mode: 'nat', dev: device } };
      case 'routed':
        return { forward: { mode: 'route', dev: device } };
      case 'bridge':
        return { forward: { mode: 'bridge' } };
      case 'isolated':
        return {};
    }
  }

  private addressing(): { family: string; address: string; prefix: number; dhcp: object } {
    const { dhcpRange } = this.mode;
    return {
      family: 'ipv4',
      address: this.subnet.gateway,
      prefix: this.subnet.prefix,
      dhcp: { ...(dhcpRange && { ranges: [{ start: dhcpRange.start, end: dhcpRange.end }] }), hosts: this.reservations },
    };
  }
}
