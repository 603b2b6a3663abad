import { type Connection, type Domain, DomainDeviceFlags, DomainXMLFlags, ListDomainsFlags, type Network } from '@labcloud/libvirt-client';
import { ifExists } from '../errors';
import { findAll, getPlace, readXml, removePlace, setPlace, writeXml, type XmlElement } from '../xml';

/** A NIC of a running guest. */
export interface GuestNic {
  readonly domain: Domain;
  /** As libvirt describes it while the guest runs. */
  readonly xml: string;
}

/** The NICs of running guests on a network, and those that name its bridge. */
export async function nicsOn(connection: Connection, network: Network, bridge: string | undefined): Promise<GuestNic[]> {
  const domains = await connection.connectListAllDomains(ListDomainsFlags.ACTIVE);
  const found = await Promise.all(
    domains.map(async (domain) => {
      const xml = await ifExists(connection.domainGetXMLDesc(domain));
      const nics = xml === undefined ? [] : findAll(readXml(xml), 'devices/interface');
      return nics.filter((nic) => isOn(nic, network.name, bridge)).map((nic) => ({ domain, xml: writeXml(nic) }));
    }),
  );
  return found.flat();
}

function isOn(nic: XmlElement, network: string, bridge: string | undefined): boolean {
  if (getPlace(nic, '@type') === 'network') return getPlace(nic, 'source@network') === network;
  return getPlace(nic, '@type') === 'bridge' && bridge !== undefined && getPlace(nic, 'source@bridge') === bridge;
}

/** Moves a NIC to a network while its guest runs, if asked for without a carrier; its definition stays as it is. */
export async function moveNic(connection: Connection, nic: GuestNic, network: string, link: 'as it is' | 'down'): Promise<void> {
  const moved = onNetwork(nic, network);
  if (link === 'down') setPlace(moved, 'link@state', 'down');
  await update(connection, nic.domain, writeXml(moved));
}

/** Brings a NIC back to where it was when it was described. */
export async function restoreNic(connection: Connection, nic: GuestNic): Promise<void> {
  await update(connection, nic.domain, nic.xml);
}

/** Brings a NIC to a network, with the link that its guest's definition gives it. */
export async function bringNic(connection: Connection, nic: GuestNic, network: string): Promise<void> {
  const moved = onNetwork(nic, network);
  const mac = getPlace(moved, 'mac@address');
  const xml = await ifExists(connection.domainGetXMLDesc(nic.domain, DomainXMLFlags.INACTIVE));
  const defined = findAll(xml === undefined ? moved : readXml(xml), 'devices/interface').find(
    (one) => getPlace(one, 'mac@address') === mac,
  );
  const link = defined && getPlace(defined, 'link@state');
  if (link === undefined) removePlace(moved, 'link@state');
  else setPlace(moved, 'link@state', link);
  await update(connection, nic.domain, writeXml(moved));
}

function onNetwork(nic: GuestNic, network: string): XmlElement {
  const moved = readXml(nic.xml);
  setPlace(moved, '@type', 'network');
  for (const place of ['source@bridge', 'source@portid']) removePlace(moved, place);
  setPlace(moved, 'source@network', network);
  return moved;
}

// A guest that has been shut down meanwhile finds its network by itself when it starts.
async function update(connection: Connection, domain: Domain, xml: string): Promise<void> {
  try {
    await connection.domainUpdateDeviceFlags(domain, xml, DomainDeviceFlags.LIVE);
  } catch (error) {
    if ((await ifExists(connection.domainIsActive(domain))) === true) throw error;
  }
}
