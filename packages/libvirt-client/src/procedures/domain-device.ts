import { domain, type Domain } from '../handles';
import { flags, hyper, int, list, nothing, struct, text, uhyper, uint } from '../xdr/codec';
import { read, write } from './procedure';

/** Sizes of a disk in bytes. */
export interface DomainBlockInfo {
  /** What the host spends on it. */
  allocation: number;
  /** What the guest sees. */
  capacity: number;
  /** The size of the file or device that holds it. */
  physical: number;
}

/** Requests and bytes of a disk since its start; -1 for what is unknown. */
export interface DomainBlockStats {
  rdReq: number;
  rdBytes: number;
  wrReq: number;
  wrBytes: number;
  errs: number;
}

/** One figure of a guest's memory, in KiB; `tag` is libvirt's number of it (virDomainMemoryStatTags). */
export interface DomainMemoryStat {
  tag: number;
  val: number;
}

/** Traffic of an interface since its start. */
export interface DomainInterfaceStats {
  rxBytes: number;
  rxPackets: number;
  rxErrs: number;
  rxDrop: number;
  txBytes: number;
  txPackets: number;
  txErrs: number;
  txDrop: number;
}

const blockInfo = struct<DomainBlockInfo>({ allocation: uhyper, capacity: uhyper, physical: uhyper });
const blockStats = struct<DomainBlockStats>({ rdReq: hyper, rdBytes: hyper, wrReq: hyper, wrBytes: hyper, errs: hyper });
const memoryStat = struct<DomainMemoryStat>({ tag: int, val: uhyper });
const interfaceStats = struct<DomainInterfaceStats>({
  rxBytes: hyper,
  rxPackets: hyper,
  rxErrs: hyper,
  rxDrop: hyper,
  txBytes: hyper,
  txPackets: hyper,
  txErrs: hyper,
  txDrop: hyper,
});

/** A domain's devices, memory and processors. */
export const domainDeviceProcedures = {
  domainBlockStats: read<[domain: Domain, disk: string], DomainBlockStats>(64, [domain, text], blockStats),
  domainInterfaceStats: read<[domain: Domain, device: string], DomainInterfaceStats>(65, [domain, text], interfaceStats),
  domainMemoryStats: read<[domain: Domain, maximum: number, flags?: number], DomainMemoryStat[]>(
    159,
    [domain, uint, flags],
    list(memoryStat, 1024),
  ),
  domainAttachDeviceFlags: write<[domain: Domain, xml: string, flags?: number], undefined>(160, [domain, text, flags], nothing),
  domainDetachDeviceFlags: write<[domain: Domain, xml: string, flags?: number], undefined>(161, [domain, text, flags], nothing),
  domainUpdateDeviceFlags: write<[domain: Domain, xml: string, flags?: number], undefined>(174, [domain, text, flags], nothing),
  domainGetBlockInfo: read<[domain: Domain, disk: string, flags?: number], DomainBlockInfo>(194, [domain, text, flags], blockInfo),
  domainSetVcpusFlags: write<[domain: Domain, count: number, flags?: number], undefined>(199, [domain, uint, flags], nothing),
  domainGetVcpusFlags: read<[domain: Domain, flags?: number], number>(200, [domain, flags], int),
  domainSetMemoryFlags: write<[domain: Domain, kibibytes: number, flags?: number], undefined>(204, [domain, uhyper, flags], nothing),
  domainBlockResize: write<[domain: Domain, disk: string, size: number, flags?: number], undefined>(
    251,
    [domain, text, uhyper, flags],
    nothing,
  ),
  domainSetMemoryStatsPeriod: write<[domain: Domain, seconds: number, flags?: number], undefined>(308, [domain, int, flags], nothing),
  domainDetachDeviceAlias: write<[domain: Domain, alias: string, flags?: number], undefined>(392, [domain, text, flags], nothing),
};
