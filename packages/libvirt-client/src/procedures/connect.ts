import { domain, hostInterface, network, nodeDevice, nwFilter, secret, storagePool } from '../handles';
import type * as handles from '../handles';
import { type Codec, bool, flags, int, list, optional, struct, text, uhyper, uint } from '../xdr/codec';
import { type TypedValues, typedValues } from '../xdr/typed-parameter';
import { listFlags, results } from './lists';
import { read } from './procedure';

/** What the host has; `memory` in KiB, `mhz` 0 if unknown. */
export interface NodeInfo {
  model: string;
  memory: number;
  cpus: number;
  mhz: number;
  nodes: number;
  sockets: number;
  cores: number;
  threads: number;
}

/** Figures of one domain by libvirt's names, such as `state.state` or `balloon.current`. */
export interface DomainStatsRecord {
  domain: handles.Domain;
  params: TypedValues;
}

const MODEL_LENGTH = 32;

// XDR spends four bytes on each char of a fixed array.
const model: Codec<string> = {
  encode: (writer, value) => {
    const bytes = Buffer.alloc(MODEL_LENGTH);
    bytes.write(value);
    for (const byte of bytes) writer.int(byte);
  },
  decode: (reader) => {
    const bytes = Buffer.from(Array.from({ length: MODEL_LENGTH }, () => reader.int()));
    const end = bytes.indexOf(0);
    return bytes.toString('utf8', 0, end < 0 ? MODEL_LENGTH : end);
  },
};

const nodeInfo = struct<NodeInfo>({ model, memory: uhyper, cpus: int, mhz: int, nodes: int, sockets: int, cores: int, threads: int });
const statsRecord = struct<DomainStatsRecord>({ domain, params: typedValues(262_144) });

/** The connection itself and what the host has. */
export const connectProcedures = {
  connectGetType: read<[], string>(3, [], text),
  connectGetVersion: read<[], number>(4, [], uhyper),
  connectGetMaxVcpus: read<[type?: string], number>(5, [optional(text)], int),
  nodeGetInfo: read<[], NodeInfo>(6, [], nodeInfo),
  connectGetCapabilities: read<[], string>(7, [], text),
  connectGetHostname: read<[], string>(59, [], text),
  connectSupportsFeature: read<[feature: number], boolean>(60, [int], bool),
  nodeGetFreeMemory: read<[], number>(102, [], uhyper),
  connectGetURI: read<[], string>(110, [], text),
  connectIsSecure: read<[], boolean>(149, [], bool),
  connectGetLibVersion: read<[], number>(157, [], uhyper),
  connectGetSysinfo: read<[flags?: number], string>(203, [flags], text),
  connectListAllDomains: read<[flags?: number], handles.Domain[]>(273, [listFlags], results(domain)),
  connectListAllStoragePools: read<[flags?: number], handles.StoragePool[]>(281, [listFlags], results(storagePool)),
  connectListAllNetworks: read<[flags?: number], handles.Network[]>(283, [listFlags], results(network)),
  connectListAllInterfaces: read<[flags?: number], handles.Interface[]>(284, [listFlags], results(hostInterface)),
  connectListAllNodeDevices: read<[flags?: number], handles.NodeDevice[]>(285, [listFlags], results(nodeDevice, 65_536)),
  connectListAllNWFilters: read<[flags?: number], handles.NWFilter[]>(286, [listFlags], results(nwFilter)),
  connectListAllSecrets: read<[flags?: number], handles.Secret[]>(287, [listFlags], results(secret)),
  connectGetCPUModelNames: read<[arch: string, flags?: number], string[]>(312, [text, listFlags], results(text, 8192)),
  connectGetDomainCapabilities: read<[emulator?: string, arch?: string, machine?: string, virtType?: string, flags?: number], string>(
    342,
    [optional(text), optional(text), optional(text), optional(text), flags],
    text,
  ),
  connectGetAllDomainStats: read<[domains: handles.Domain[], stats: number, flags?: number], DomainStatsRecord[]>(
    344,
    [list(domain, 16_384), uint, flags],
    list(statsRecord, 16_384),
  ),
  connectGetStoragePoolCapabilities: read<[flags?: number], string>(403, [flags], text),
};
