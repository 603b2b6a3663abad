import { Nwfilter, type NwfilterFilterRefs } from '@cdktf/provider-libvirt/lib/nwfilter';
import type { DomainDevicesInterfaces } from '@cdktf/provider-libvirt/lib/domain';
import { Lazy } from 'cdktf';
import type { Construct } from 'constructs';
import { ConfigError, LabApp, stableUuid } from '../../core';
import { Host } from '../host';
import type { Network } from '../network';
import { referenceTo } from '../reference';
import { type FilterRule, rulesFor } from './filter-rules';
import { networkFilter } from './network-filter';
import { networkOfAddress } from './peer';
import { Port } from './port';
import type { IMember, SecurityGroup } from './security-group';
import { ipv6SourceFilter, SOURCE_FILTERS } from './spoof-filter';

/** Where somebody sends from who has no address of IPv4. Without one, libvirt would take the first that the guest uses for its own. */
const NO_ADDRESS = '0.0.0.0';

/** An interface of a machine, as it is handed to the resource. */
export type InterfaceShape = { -readonly [Name in keyof DomainDevicesInterfaces]: DomainDevicesInterfaces[Name] };

/** An interface of a machine, and where it is. */
export interface GuardedInterface {
  readonly shape: InterfaceShape;
  readonly network: Network;
  /** Undefined where it has IPv6 alone. */
  readonly ipv4: string | undefined;
  readonly ipv6: string | undefined;
}

/** The packet filters in front of a machine's interfaces: none before it has a group. */
export class MachineGuard {
  private readonly groups: SecurityGroup[] = [];
  private readonly interfaces: GuardedInterface[] = [];

  /** @param domain its name on the host */
  constructor(
    private readonly machine: Construct & IMember,
    private readonly domain: string,
  ) {}

  get securityGroups(): readonly SecurityGroup[] {
    return this.groups;
  }

  /** @throws ConfigError if the group is on another host, or the machine is on a network where nothing can be filtered */
  addGroup(group: SecurityGroup): void {
    if (Host.of(group) !== Host.of(this.machine)) {
      throw new ConfigError(this.machine, `'securityGroups' must be on the same host, got ${group.node.path}`);
    }
    if (this.groups.includes(group)) {
      throw new ConfigError(this.machine, `'securityGroups' has ${group.node.path} twice: name it once`);
    }
    this.groups.push(group);
    group.join(this.machine);
    if (this.groups.length === 1) {
      this.interfaces.forEach((each) => {
        this.guard(each);
      });
    }
  }

  /** @throws ConfigError if nothing can be filtered there and the machine has a group */
  addInterface(added: GuardedInterface): void {
    this.interfaces.push(added);
    if (this.groups.length > 0) {
      this.guard(added);
    }
  }

  private guard({ shape, network, ipv4, ipv6 }: GuardedInterface): void {
    const { machine, domain, groups } = this;
    const app = LabApp.of(machine);
    const host = Host.of(machine);
    if (network.mode.kind === 'macvtap' || network.mode.openVSwitch) {
      const what = network.mode.openVSwitch ? 'a bridge of Open vSwitch' : 'an interface shared by macvtap';
      throw new ConfigError(machine, `cannot have security groups on ${network.node.path}: libvirt filters nothing on ${what}`);
    }
    const place = network.name.slice(app.id.length + 1);
    const name = `${domain}-on-${place}`;
    app.ledger.claim(`the packet filter '${name}' on ${host.uri}`, machine, 'rename one of them');
    const base = referenceTo(networkFilter(network), 'name');
    const checksSources = (): boolean => groups.some(({ antiSpoofing }) => antiSpoofing);
    const filter = new Nwfilter(machine, `Filter-${place}`, {
      name,
      uuid: stableUuid(app.id, 'nwfilter', name),
      filterRefs: Lazy.anyValue({
        produce: () => [
          ...(checksSources() ? sourceFilters(host, ipv4, ipv6) : []),
          { filter: base },
          ...groups.map((group) => ({ filter: referenceTo(group.resource, 'name') })),
        ],
      }),
      rules: Lazy.anyValue({ produce: () => (groups.some(({ allowCare }) => allowCare) ? careRules(network, machine.carePorts) : []) }),
      lifecycle: { createBeforeDestroy: true },
      provider: host.provider,
    });
    if (ipv6 !== undefined) {
      // Made before synth begins, which reads only what there is.
      ipv6SourceFilter(host);
    }
    shape.filterRef = { filter: referenceTo(filter, 'name') };
  }
}

function sourceFilters(host: Host, ipv4: string | undefined, ipv6: string | undefined): NwfilterFilterRefs[] {
  const own = [{ name: 'IP', value: ipv4 ?? NO_ADDRESS }];
  return [
    { filter: SOURCE_FILTERS.mac },
    { filter: SOURCE_FILTERS.ipv4, parameters: own },
    { filter: SOURCE_FILTERS.arp, parameters: own },
    ...(ipv6 === undefined ? [] : [{ filter: referenceTo(ipv6SourceFilter(host), 'name'), parameters: [{ name: 'IPV6', value: ipv6 }] }]),
  ];
}

function careRules(network: Network, ports: readonly number[]): FilterRule[] {
  return network.hostAddresses.flatMap((address) =>
    ports.flatMap((port) => rulesFor({ direction: 'in', network: networkOfAddress(address), port: Port.tcp(port) })),
  );
}
