import { network, type Network } from '../handles';
import { bool, flags, hyper, int, nothing, optional, struct, text, uint, uuid } from '../xdr/codec';
import { listFlags, results } from './lists';
import { read, write } from './procedure';

/** A lease that a network's DHCP server gave out. */
export interface NetworkDHCPLease {
  /** The bridge. */
  iface: string;
  /** Seconds since 1970. */
  expirytime: number;
  /** 0 for IPv4, 1 for IPv6. */
  type: number;
  mac: string | undefined;
  iaid: string | undefined;
  ipaddr: string;
  prefix: number;
  hostname: string | undefined;
  clientid: string | undefined;
}

const lease = struct<NetworkDHCPLease>({
  iface: text,
  expirytime: hyper,
  type: int,
  mac: optional(text),
  iaid: optional(text),
  ipaddr: text,
  prefix: uint,
  hostname: optional(text),
  clientid: optional(text),
});

/** Virtual networks. */
export const networkProcedures = {
  networkCreate: write<[network: Network], undefined>(39, [network], nothing),
  networkCreateXML: write<[xml: string], Network>(40, [text], network),
  networkDefineXML: write<[xml: string], Network>(41, [text], network),
  networkDestroy: write<[network: Network], undefined>(42, [network], nothing),
  networkGetXMLDesc: read<[network: Network, flags?: number], string>(43, [network, flags], text),
  networkGetAutostart: read<[network: Network], boolean>(44, [network], bool),
  networkGetBridgeName: read<[network: Network], string>(45, [network], text),
  networkLookupByName: read<[name: string], Network>(46, [text], network),
  networkLookupByUUID: read<[uuid: string], Network>(47, [uuid], network),
  networkSetAutostart: write<[network: Network, autostart: boolean], undefined>(48, [network, bool], nothing),
  networkUndefine: write<[network: Network], undefined>(49, [network], nothing),
  networkIsActive: read<[network: Network], boolean>(152, [network], bool),
  networkIsPersistent: read<[network: Network], boolean>(153, [network], bool),
  networkGetDHCPLeases: read<[network: Network, mac?: string, flags?: number], NetworkDHCPLease[]>(
    341,
    [network, optional(text), listFlags],
    results(lease, 65_536),
  ),
  networkDefineXMLFlags: write<[xml: string, flags?: number], Network>(432, [text, flags], network),
  networkCreateXMLFlags: write<[xml: string, flags?: number], Network>(437, [text, flags], network),
};

/** The change of a network; `Connection.networkUpdate` knows in which order the daemon takes its arguments. */
export const networkUpdateProcedure = write<
  [network: Network, command: number, section: number, parentIndex: number, xml: string, flags?: number],
  undefined
>(291, [network, uint, uint, int, text, flags], nothing);
