import { Nwfilter } from '@cdktf/provider-libvirt/lib/nwfilter';
import { Lazy } from 'cdktf';
import { Construct } from 'constructs';
import { isIP } from 'node:net';
import {
  ConfigError,
  type ITrafficSource,
  LabApp,
  nameBelow,
  type PropNames,
  refuseUnknownProps,
  stableUuid,
  type Traffic,
} from '../../core';
import { Host } from '../host';
import type { Network } from '../network';
import { allOutRules } from './base-rules';
import { Connections, type IConnectable } from './connections';
import { checkedDescription, type FilterRule, rulesFor } from './filter-rules';
import { contains, networkOfAddress, Peer } from './peer';
import type { Port } from './port';

/** Props of a `SecurityGroup`. */
export interface SecurityGroupProps {
  /**
   * Whether its members may connect to everybody that their networks let them reach. Without it `addEgressRule` says to whom.
   * @default true
   */
  readonly allowAllOutbound?: boolean;
  /**
   * Whether its members may send from their own addresses alone. Turn it off for machines that forward for others, or share an address.
   * @default true
   */
  readonly antiSpoofing?: boolean;
  /**
   * Whether its members' own host reaches them by SSH and at the ports of their probes, as `labcloud up`, `status` and `ssh` do.
   * @default true
   */
  readonly allowCare?: boolean;
}

const PROP_NAMES: PropNames<SecurityGroupProps> = { allowAllOutbound: true, antiSpoofing: true, allowCare: true };

/** Who a rule is about: addresses, another group, a machine, a container service or load balancer. */
export type PeerLike = Peer | SecurityGroup | ITrafficSource;

/** A machine as its groups see it. */
export interface IMember extends ITrafficSource {
  /** The networks that it is on. */
  readonly networks: readonly Network[];
  /** The TCP ports at which its own host looks after it. */
  readonly carePorts: readonly number[];
}

interface GroupRule {
  readonly direction: 'in' | 'out';
  readonly peer: PeerLike;
  readonly port: Port;
  readonly description: string | undefined;
}

/**
 * What may be connected to on its members; everything else is refused. Its rules are a packet filter on the host, in front of each member,
 * and change while the members run. A machine can have several groups: what one of them allows is allowed.
 *
 * @example
 * const web = new libvirt.SecurityGroup(host, 'WebGroup');
 * web.addIngressRule(libvirt.Peer.ipv4('10.20.0.0/24'), libvirt.Port.tcp(80));
 */
export class SecurityGroup extends Construct implements ITrafficSource, IConnectable {
  readonly name: string;
  readonly allowAllOutbound: boolean;
  readonly antiSpoofing: boolean;
  readonly allowCare: boolean;
  readonly resource: Nwfilter;
  readonly connections: Connections;
  private readonly rules: GroupRule[] = [];
  private readonly members: IMember[] = [];

  /** @throws ConfigError if its name is taken */
  constructor(scope: Construct, id: string, props: SecurityGroupProps = {}) {
    super(scope, id);
    refuseUnknownProps(this, props, PROP_NAMES);
    const app = LabApp.of(this);
    const host = Host.of(this);
    this.name = `${app.id}-${nameBelow(host, this)}`;
    app.ledger.claim(`the packet filter '${this.name}' on ${host.uri}`, this, 'rename one of them');
    this.allowAllOutbound = props.allowAllOutbound ?? true;
    this.antiSpoofing = props.antiSpoofing ?? true;
    this.allowCare = props.allowCare ?? true;
    this.connections = new Connections(this, { groups: () => [this], declare: () => this });
    this.resource = new Nwfilter(this, 'Resource', {
      name: this.name,
      uuid: stableUuid(app.id, 'nwfilter', this.name),
      rules: Lazy.anyValue({ produce: () => this.compile() }),
      // What refers to it lets go of it before it can be deleted.
      lifecycle: { createBeforeDestroy: true },
      provider: host.provider,
    });
  }

  /** Where its members' packets come from. */
  get traffic(): Traffic {
    return { addresses: this.members.flatMap(({ traffic }) => traffic.addresses) };
  }

  /**
   * Lets somebody connect to its members.
   * @param description stands beside the rule on the host
   * @throws ConfigError if the description cannot stand there
   */
  addIngressRule(peer: PeerLike, port: Port, description?: string): this {
    return this.add('in', peer, port, description);
  }

  /**
   * Lets its members connect to somebody, which they may anyway with `allowAllOutbound`.
   * @param description stands beside the rule on the host
   * @throws ConfigError if the description cannot stand there
   */
  addEgressRule(peer: PeerLike, port: Port, description?: string): this {
    return this.add('out', peer, port, description);
  }

  /** Whether a rule lets somebody in at a port, from one of the addresses that are known of it at least. */
  admits(source: PeerLike, port: Port): boolean {
    const asked = this.networksOf(source);
    return this.rules.some(
      (rule) =>
        rule.direction === 'in' &&
        rule.port.covers(port) &&
        this.networksOf(rule.peer).some((allowed) => asked.some((network) => contains(allowed, network))),
    );
  }

  /** Called by a machine that joins it. */
  join(member: IMember): void {
    this.members.push(member);
  }

  private add(direction: 'in' | 'out', peer: PeerLike, port: Port, description: string | undefined): this {
    const rule = { direction, peer, port, description: checkedDescription(this, description) };
    const isKnown = this.rules.some(
      (other) => other.direction === direction && other.peer === peer && other.port.toString() === port.toString(),
    );
    if (!isKnown) {
      this.rules.push(rule);
    }
    return this;
  }

  private compile(): FilterRule[] {
    const allowed = this.rules.flatMap((rule) => this.compileRule(rule));
    const distinct = new Map(allowed.map((rule) => [JSON.stringify({ ...rule, comment: undefined }), rule]));
    return [...distinct.values(), ...(this.allowAllOutbound ? allOutRules() : [])];
  }

  private compileRule({ direction, peer, port, description }: GroupRule): FilterRule[] {
    const networks = this.networksOf(peer);
    this.requireCommonVersion(peer, networks);
    const rules = networks.flatMap((network) => rulesFor({ direction, network, port, description }));
    if (rules.length === 0 && networks.length > 0) {
      throw new ConfigError(
        this,
        `a rule about ${port.toString()} cannot be about ${networks.join(', ')}, which speak another version of IP`,
      );
    }
    return rules;
  }

  /** @throws ConfigError if a machine or container and the members have no version of IP in common */
  private requireCommonVersion(peer: PeerLike, networks: readonly string[]): void {
    const own = this.members.flatMap((member) => member.traffic.addresses.map(isIP));
    const theirs = networks.map((network) => isIP(network.split('/')[0] ?? ''));
    if (!(peer instanceof Peer) && own.length > 0 && theirs.length > 0 && !theirs.some((version) => own.includes(version))) {
      throw new ConfigError(
        this,
        `its members speak IPv${own[0] ?? ''} alone, and ${peer.node.path} does not, whose addresses are ${networks.join(', ')}: put both on a network of one version`,
      );
    }
  }

  private networksOf(peer: PeerLike): readonly string[] {
    if (peer instanceof Peer) {
      return peer.networks;
    }
    const { addresses, computer, fromComputer = false } = peer.traffic;
    const host = Host.of(this);
    if (computer !== undefined && computer !== host.computer) {
      throw new ConfigError(
        this,
        `cannot tell the packets of ${peer.node.path} from others: they come from ${computer}, whose own address they have here. Allow that by Peer.ipv4`,
      );
    }
    return [...addresses.map(networkOfAddress), ...(fromComputer ? this.addressesOfHost(peer) : [])];
  }

  /** What runs on the host itself speaks from the host's address on the network that the member is on. */
  private addressesOfHost(peer: ITrafficSource): string[] {
    const networks = [...new Set(this.members.flatMap((member) => member.networks))];
    const foreign = networks.find((network) => network.hostAddresses.length === 0);
    if (foreign) {
      throw new ConfigError(
        this,
        `${peer.node.path} sends from its host's own address, which is not known on ${foreign.node.path}: allow that address by Peer.${foreign.isIpv6Alone ? 'ipv6' : 'ipv4'}`,
      );
    }
    return [...new Set(networks.flatMap((network) => network.hostAddresses.map(networkOfAddress)))];
  }
}
