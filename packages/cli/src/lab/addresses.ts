import { isIP } from 'node:net';
import { type Connection, DomainInterfaceAddressesSource, LibvirtError } from '@labcloud/libvirt-client';
import { DockerEngine } from './docker-engine';
import type { HostConnections } from './host-connections';
import type { Member, ServiceMember } from './member';
import { findDomain } from './require-domain';
import { findContainer } from './service-power';
import type { TargetMachine } from './target';

/** An address that something has now, and who says so. */
export interface LiveAddress {
  readonly address: string;
  /** The number of bits of its network. */
  readonly prefix: number;
  readonly mac: string;
  /** `lease`: libvirt gave it by DHCP; `agent`: the guest says so; `arp`: its host has seen it; `docker`: the engine gave it. */
  readonly source: 'lease' | 'agent' | 'arp' | 'docker';
}

const { LEASE, AGENT, ARP } = DomainInterfaceAddressesSource;
const SOURCES = [
  ['lease', LEASE],
  ['agent', AGENT],
  ['arp', ARP],
] as const;

/** The addresses that a machine or service has now, the one that the app gives it first; none while it is off. */
export async function addressesOf(hosts: HostConnections, member: Member): Promise<LiveAddress[]> {
  return member.kind === 'service' ? ofContainer(member) : ofMachine(await hosts.to(member.uri), member);
}

async function ofMachine(connection: Connection, { machine }: TargetMachine): Promise<LiveAddress[]> {
  const domain = await findDomain(connection, machine);
  const found = new Map<string, LiveAddress>();
  for (const [source, code] of domain ? SOURCES : []) {
    // Whom there is none of, or who does not know, is no source.
    const interfaces = await connection.domainInterfaceAddresses(domain as NonNullable<typeof domain>, code, 0).catch(unknown);
    for (const { hwaddr = '', addrs } of interfaces) {
      for (const { addr, prefix } of addrs.filter((each) => !isOfNoUse(each.addr))) {
        found.set(addr, found.get(addr) ?? { address: addr, prefix, mac: hwaddr, source });
      }
    }
  }
  const rank = ({ address, mac }: LiveAddress): number => (address === machine.address ? 0 : mac === machine.mac ? 1 : 2);
  return [...found.values()].sort((a, b) => rank(a) - rank(b) || isIP(a.address) - isIP(b.address));
}

async function ofContainer(member: ServiceMember): Promise<LiveAddress[]> {
  const engine = new DockerEngine(member.engine);
  const container = await findContainer(engine, member);
  const networks = container ? (await engine.container(container.Id)).NetworkSettings.Networks : {};
  return Object.values(networks)
    .filter(({ IPAddress }) => IPAddress !== '')
    .map(({ IPAddress, IPPrefixLen, MacAddress }) => ({
      address: IPAddress,
      prefix: IPPrefixLen,
      mac: MacAddress,
      source: 'docker' as const,
    }));
}

function unknown(error: unknown): [] {
  if (!LibvirtError.is(error)) {
    throw error;
  }
  return [];
}

/** Loopback, and what is valid on one link alone. */
function isOfNoUse(address: string): boolean {
  return /^(127\.|::1$|fe80:|169\.254\.)/i.test(address);
}
