import { type Connection, type Network, NetworkSection, NetworkUpdateCommand, NetworkUpdateFlags } from '@labcloud/libvirt-client';
import { attempt } from '../errors';
import {
  asItem,
  asItems,
  at,
  changesOfRows,
  dhcpHosts,
  dhcpRanges,
  dnsHosts,
  dnsServices,
  dnsTexts,
  type Item,
  type ListRow,
  matchItems,
  patchRows,
  stringAt,
} from '../tables';
import { element, writeXml } from '../xml';

/** One call that changes a running network and its definition. */
export interface NetworkChange {
  command: number;
  section: number;
  /** Which `<ip>` the change belongs to; -1 for what stands outside of them. */
  parentIndex: number;
  xml: string;
}

function describe(row: ListRow, item: Item): string {
  const node = element(row.place);
  patchRows(row.rows, node, {}, item);
  return writeXml(node);
}

// Entries are told apart by several of their parts, and no two may share one of them. So everything that goes or changes is deleted before anything is added.
function listChanges(row: ListRow, section: number, parentIndex: number, before: Item[], after: Item[]): NetworkChange[] {
  const { pairs, rest } = matchItems(row, after, before);
  const changed = after.filter((item) => changesOfRows(row.rows, asItem(pairs.get(item)), item).length > 0);
  const gone = [...rest, ...changed.map((item) => pairs.get(item)).filter((item) => item !== undefined)];
  const change = (command: number, item: Item): NetworkChange => ({ command, section, parentIndex, xml: describe(row, item) });
  return [
    ...gone.map((item) => change(NetworkUpdateCommand.DELETE, item)),
    ...changed.map((item) => change(NetworkUpdateCommand.ADD_LAST, item)),
  ];
}

/** The calls that bring a running network from `running` to `planned`, as far as libvirt can do that while it runs. `order` tells the addresses as they stand in it. */
export function updatesOf(running: Item, planned: Item, order: readonly (string | undefined)[]): NetworkChange[] {
  const old = asItems(running['ips']);
  const inAddresses = asItems(planned['ips']).flatMap((ip) => {
    const before = old.find(({ address }) => address === ip['address']);
    const index = order.indexOf(stringAt(ip, 'address'));
    if (before === undefined || index < 0) return [];
    const changes = (row: ListRow, section: number, place: string): NetworkChange[] =>
      listChanges(row, section, index, asItems(at(before, place)), asItems(at(ip, place)));
    return [
      ...changes(dhcpRanges, NetworkSection.IP_DHCP_RANGE, 'dhcp.ranges'),
      ...changes(dhcpHosts, NetworkSection.IP_DHCP_HOST, 'dhcp.hosts'),
    ];
  });
  const elsewhere = (row: ListRow, section: number, place: string): NetworkChange[] =>
    listChanges(row, section, -1, asItems(at(running, place)), asItems(at(planned, place)));
  const changes = [
    ...inAddresses,
    ...elsewhere(dnsHosts, NetworkSection.DNS_HOST, 'dns.host'),
    ...elsewhere(dnsTexts, NetworkSection.DNS_TXT, 'dns.tx_ts'),
    ...elsewhere(dnsServices, NetworkSection.DNS_SRV, 'dns.sr_vs'),
    ...deviceChanges(stringAt(running, 'forward.dev'), stringAt(planned, 'forward.dev')),
  ];
  const isDelete = ({ command }: NetworkChange): boolean => command === NetworkUpdateCommand.DELETE;
  return [...changes.filter(isDelete), ...changes.filter((change) => !isDelete(change)), ...dhcpv6Starts(old, planned, order)];
}

/**
 * libvirt lets dnsmasq begin with DHCP when there is the first reservation, but looks at those of IPv4 alone. A range that comes and goes lets
 * it begin with that of IPv6.
 */
function dhcpv6Starts(old: readonly Item[], planned: Item, order: readonly (string | undefined)[]): NetworkChange[] {
  return asItems(planned['ips']).flatMap((ip) => {
    const before = old.find(({ address }) => address === ip['address']);
    const [first] = asItems(at(ip, 'dhcp.hosts'));
    const address = first && stringAt(first, 'ip');
    if (ip['family'] !== 'ipv6' || address === undefined || before === undefined || hasDhcp(before) || hasRanges(ip)) return [];
    const parentIndex = order.indexOf(stringAt(ip, 'address'));
    const xml = writeXml(element('range', { start: address, end: address }));
    return [NetworkUpdateCommand.ADD_LAST, NetworkUpdateCommand.DELETE].map((command) => ({
      command,
      section: NetworkSection.IP_DHCP_RANGE,
      parentIndex,
      xml,
    }));
  });
}

function hasRanges(ip: Item): boolean {
  return asItems(at(ip, 'dhcp.ranges')).length > 0;
}

function hasDhcp(ip: Item): boolean {
  return hasRanges(ip) || asItems(at(ip, 'dhcp.hosts')).length > 0;
}

function deviceChanges(before: string | undefined, after: string | undefined): NetworkChange[] {
  if (before === after) return [];
  const change = (command: number, dev: string | undefined): NetworkChange[] =>
    dev === undefined
      ? []
      : [{ command, section: NetworkSection.FORWARD_INTERFACE, parentIndex: -1, xml: writeXml(element('interface', { dev })) }];
  return [...change(NetworkUpdateCommand.DELETE, before), ...change(NetworkUpdateCommand.ADD_LAST, after)];
}

/** Makes the calls one after the other, in the running network alone; when one is refused, those before it are taken back. Fails with ProviderError. */
export async function applyUpdates(connection: Connection, network: Network, changes: readonly NetworkChange[]): Promise<void> {
  const done: NetworkChange[] = [];
  const make = ({ command, section, parentIndex, xml }: NetworkChange): Promise<unknown> =>
    connection.networkUpdate(network, command, section, parentIndex, xml, NetworkUpdateFlags.LIVE);
  try {
    for (const change of changes) {
      await attempt(`Changing the running network by ${change.xml}`, () => make(change));
      done.unshift(change);
    }
  } catch (error) {
    for (const change of done) await make(opposite(change));
    throw error;
  }
}

function opposite(change: NetworkChange): NetworkChange {
  const { ADD_LAST, DELETE } = NetworkUpdateCommand;
  return { ...change, command: change.command === DELETE ? ADD_LAST : DELETE };
}
