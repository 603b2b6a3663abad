import { domain } from '../handles';
import { type Domain } from '../handles';
import { bool, flags, int, list, nothing, optional, struct, text, uhyper, uint, uuid } from '../xdr/codec';
import { read, write } from './procedure';

/** What a domain uses; memory in KiB, `cpuTime` in nanoseconds. */
export interface DomainInfo {
  /** One of `DomainState`. */
  state: number;
  maxMem: number;
  memory: number;
  nrVirtCpu: number;
  cpuTime: number;
}

/** A domain's state (`DomainState`) and libvirt's number of the reason for it. */
export interface DomainStateReason {
  state: number;
  reason: number;
}

/** An interface of a guest with its addresses, as a lease, the agent or ARP shows it. */
export interface DomainInterface {
  name: string;
  hwaddr: string | undefined;
  addrs: IPAddress[];
}

/** An address of a guest's interface; `type` is 0 for IPv4, 1 for IPv6. */
export interface IPAddress {
  type: number;
  addr: string;
  prefix: number;
}

const domainInfo = struct<DomainInfo>({ state: uint, maxMem: uhyper, memory: uhyper, nrVirtCpu: uint, cpuTime: uhyper });
const stateReason = struct<DomainStateReason>({ state: int, reason: int });
const ipAddress = struct<IPAddress>({ type: int, addr: text, prefix: uint });
const domainInterface = struct<DomainInterface>({ name: text, hwaddr: optional(text), addrs: list(ipAddress, 2048) });

/** Finding domains, defining them, and their life cycle. */
export const domainProcedures = {
  domainCreateXML: write<[xml: string, flags?: number], Domain>(10, [text, flags], domain),
  domainGetXMLDesc: read<[domain: Domain, flags?: number], string>(14, [domain, flags], text),
  domainGetAutostart: read<[domain: Domain], boolean>(15, [domain], bool),
  domainGetInfo: read<[domain: Domain], DomainInfo>(16, [domain], domainInfo),
  domainGetMaxMemory: read<[domain: Domain], number>(17, [domain], uhyper),
  domainGetOSType: read<[domain: Domain], string>(19, [domain], text),
  domainLookupByID: read<[id: number], Domain>(22, [int], domain),
  domainLookupByName: read<[name: string], Domain>(23, [text], domain),
  domainLookupByUUID: read<[uuid: string], Domain>(24, [uuid], domain),
  domainReboot: write<[domain: Domain, flags?: number], undefined>(27, [domain, flags], nothing),
  domainResume: write<[domain: Domain], undefined>(28, [domain], nothing),
  domainSetAutostart: write<[domain: Domain, autostart: boolean], undefined>(29, [domain, bool], nothing),
  domainSuspend: write<[domain: Domain], undefined>(34, [domain], nothing),
  domainIsActive: read<[domain: Domain], boolean>(150, [domain], bool),
  domainIsPersistent: read<[domain: Domain], boolean>(151, [domain], bool),
  domainManagedSave: write<[domain: Domain, flags?: number], undefined>(182, [domain, flags], nothing),
  domainHasManagedSaveImage: read<[domain: Domain, flags?: number], boolean>(183, [domain, flags], bool),
  domainManagedSaveRemove: write<[domain: Domain, flags?: number], undefined>(184, [domain, flags], nothing),
  domainCreateWithFlags: write<[domain: Domain, flags?: number], Domain>(196, [domain, flags], domain),
  domainIsUpdated: read<[domain: Domain], boolean>(202, [domain], bool),
  domainGetState: read<[domain: Domain, flags?: number], DomainStateReason>(212, [domain, flags], stateReason),
  domainUndefineFlags: write<[domain: Domain, flags?: number], undefined>(231, [domain, flags], nothing),
  domainDestroyFlags: write<[domain: Domain, flags?: number], undefined>(234, [domain, flags], nothing),
  domainReset: write<[domain: Domain, flags?: number], undefined>(245, [domain, flags], nothing),
  domainShutdownFlags: write<[domain: Domain, flags?: number], undefined>(258, [domain, flags], nothing),
  domainSetMetadata: write<
    [domain: Domain, type: number, metadata: string | undefined, key: string | undefined, uri: string | undefined, flags?: number],
    undefined
  >(264, [domain, int, optional(text), optional(text), optional(text), flags], nothing),
  domainGetMetadata: read<[domain: Domain, type: number, uri?: string, flags?: number], string>(
    265,
    [domain, int, optional(text), flags],
    text,
  ),
  domainGetHostname: read<[domain: Domain, flags?: number], string>(277, [domain, flags], text),
  domainDefineXMLFlags: write<[xml: string, flags?: number], Domain>(350, [text, flags], domain),
  domainInterfaceAddresses: read<[domain: Domain, source: number, flags?: number], DomainInterface[]>(
    353,
    [domain, uint, flags],
    list(domainInterface, 2048),
  ),
  domainRename: write<[domain: Domain, name: string, flags?: number], number>(358, [domain, optional(text), flags], int),
  domainGetMessages: read<[domain: Domain, flags?: number], string[]>(426, [domain, flags], list(text, 2048)),
};
