import { type Connection, type Network, NetworkSection, NetworkUpdateCommand, NetworkUpdateFlags } from '@labcloud/libvirt-client';
import { attempt } from '../errors';
import { asItem, asItems, at, dhcpHosts, dnsHosts, type Item, type ListRow, matchItems, patchRows, changesOfRows } from '../tables';
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

/** The calls that bring a running network's reservations and names from `prior` to `planned`. */
export function updatesOf(prior: Item, planned: Item): NetworkChange[] {
  const oldAddresses = asItems(prior['ips']);
  const hosts = asItems(planned['ips']).flatMap((ip, index) =>
    listChanges(
      dhcpHosts,
      NetworkSection.IP_DHCP_HOST,
      index,
      asItems(
        at(
          oldAddresses.find(({ address }) => address === ip['address']),
          'dhcp.hosts',
        ),
      ),
      asItems(at(ip, 'dhcp.hosts')),
    ),
  );
  const names = listChanges(dnsHosts, NetworkSection.DNS_HOST, -1, asItems(at(prior, 'dns.host')), asItems(at(planned, 'dns.host')));
  const changes = [...hosts, ...names];
  const isDelete = ({ command }: NetworkChange): boolean => command === NetworkUpdateCommand.DELETE;
  return [...changes.filter(isDelete), ...changes.filter((change) => !isDelete(change))];
}

/** Makes the calls one after the other, in the running network and in its definition. */
export async function applyUpdates(connection: Connection, network: Network, changes: readonly NetworkChange[]): Promise<void> {
  for (const { command, section, parentIndex, xml } of changes) {
    await attempt(`Changing the running network by ${xml}`, () =>
      connection.networkUpdate(network, command, section, parentIndex, xml, NetworkUpdateFlags.LIVE | NetworkUpdateFlags.CONFIG),
    );
  }
}
