import type { IConstruct } from 'constructs';
import { ConfigError, type ITrafficSource } from '../../core';
import { Peer } from './peer';
import type { Port } from './port';
import type { PeerLike, SecurityGroup } from './security-group';

/** Something whose connections security groups rule. */
export interface IConnectable extends ITrafficSource {
  readonly connections: Connections;
}

/** What `Connections` works on. */
export interface ConnectionsProps {
  /** The groups that there are. */
  readonly groups: () => readonly SecurityGroup[];
  /** The group that rules are added to where there is none yet. From then on, what no rule allows is refused. */
  readonly declare: () => SecurityGroup;
  /** @default - none */
  readonly defaultPort?: Port;
}

/** Who may connect to something, and to whom it may connect. */
export class Connections {
  /** The port that `allowDefaultPort…` means. */
  readonly defaultPort: Port | undefined;

  constructor(
    private readonly owner: IConstruct & ITrafficSource,
    private readonly props: ConnectionsProps,
  ) {
    this.defaultPort = props.defaultPort;
  }

  /** The groups that rule it; none if everybody may connect. */
  get securityGroups(): readonly SecurityGroup[] {
    return this.props.groups();
  }

  /** Whether it can be connected to from there at a port: somebody let it in, or nobody has said who may. */
  admits(source: PeerLike, port: Port): boolean {
    return this.securityGroups.length === 0 || this.securityGroups.some((group) => group.admits(source, port));
  }

  /** Lets `other` connect to it. Where the groups of `other` do not let everything out, they let this out. */
  allowFrom(other: PeerLike, port: Port, description?: string): void {
    const groups = this.securityGroups.length > 0 ? this.securityGroups : [this.props.declare()];
    groups.forEach((group) => group.addIngressRule(other, port, description));
    if (isConnectable(other)) {
      closedGroupsOf(other).forEach((group) => group.addEgressRule(this.owner, port, description));
    }
  }

  /** Lets it connect to `other`; where that has connections of its own, they are allowed there as well. */
  allowTo(other: PeerLike, port: Port, description?: string): void {
    if (isConnectable(other)) {
      other.connections.allowFrom(this.owner, port, description);
    }
    closedGroupsOf({ connections: this }).forEach((group) => group.addEgressRule(other, port, description));
  }

  /** Lets the members of its groups connect to each other. */
  allowInternally(port: Port, description?: string): void {
    const groups = this.securityGroups.length > 0 ? this.securityGroups : [this.props.declare()];
    groups.forEach((group) => {
      group.addIngressRule(group, port, description);
      if (!group.allowAllOutbound) {
        group.addEgressRule(group, port, description);
      }
    });
  }

  /** Lets everybody who speaks IPv4 connect to it. */
  allowFromAnyIpv4(port: Port, description?: string): void {
    this.allowFrom(Peer.anyIpv4(), port, description);
  }

  /** Lets everybody who speaks IPv6 connect to it. */
  allowFromAnyIpv6(port: Port, description?: string): void {
    this.allowFrom(Peer.anyIpv6(), port, description);
  }

  /** Lets it connect to everybody by IPv4. */
  allowToAnyIpv4(port: Port, description?: string): void {
    this.allowTo(Peer.anyIpv4(), port, description);
  }

  /** Lets it connect to everybody by IPv6. */
  allowToAnyIpv6(port: Port, description?: string): void {
    this.allowTo(Peer.anyIpv6(), port, description);
  }

  /** @throws ConfigError if it has no default port */
  allowDefaultPortFrom(other: PeerLike, description?: string): void {
    this.allowFrom(other, this.requireDefaultPort(), description);
  }

  /** @throws ConfigError if it has no default port */
  allowDefaultPortFromAnyIpv4(description?: string): void {
    this.allowFromAnyIpv4(this.requireDefaultPort(), description);
  }

  /** @throws ConfigError if it has no default port */
  allowDefaultPortInternally(description?: string): void {
    this.allowInternally(this.requireDefaultPort(), description);
  }

  /** @throws ConfigError if `other` has no default port */
  allowToDefaultPort(other: IConnectable, description?: string): void {
    this.allowTo(other, other.connections.requireDefaultPort(), description);
  }

  private requireDefaultPort(): Port {
    if (!this.defaultPort) {
      throw new ConfigError(this.owner, `has no default port: give it 'probes', of which the first one tells the port, or name the port`);
    }
    return this.defaultPort;
  }
}

function isConnectable(other: PeerLike): other is PeerLike & IConnectable {
  return 'connections' in other;
}

/** The groups that do not let everything out anyway. */
function closedGroupsOf({ connections }: Pick<IConnectable, 'connections'>): readonly SecurityGroup[] {
  return connections.securityGroups.filter(({ allowAllOutbound }) => !allowAllOutbound);
}
