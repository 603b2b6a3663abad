import { domain, type Domain } from '../handles';
import { flags, hyper, int, list, nothing, optional, struct, text, uhyper, uint } from '../xdr/codec';
import { type TypedValues, typedValues } from '../xdr/typed-parameter';
import { results } from './lists';
import { qemu, read, write } from './procedure';

/** A mounted file system of a guest. */
export interface DomainFSInfo {
  mountpoint: string;
  name: string;
  fstype: string;
  devAliases: string[];
}

/** A guest's clock: seconds since 1970 and nanoseconds. */
export interface DomainTime {
  seconds: number;
  nseconds: number;
}

const fsInfo = struct<DomainFSInfo>({ mountpoint: text, name: text, fstype: text, devAliases: list(text, 256) });
const time = struct<DomainTime>({ seconds: hyper, nseconds: uint });
const mountpoints = list(text, 256);

/** What needs the agent in the guest. */
export const domainAgentProcedures = {
  domainFSTrim: write<[domain: Domain, mountpoint: string | undefined, minimum: number, flags?: number], undefined>(
    294,
    [domain, optional(text), uhyper, flags],
    nothing,
  ),
  domainFSFreeze: write<[domain: Domain, mountpoints: string[], flags?: number], number>(335, [domain, mountpoints, flags], int),
  domainFSThaw: write<[domain: Domain, mountpoints: string[], flags?: number], number>(336, [domain, mountpoints, flags], int),
  domainGetTime: read<[domain: Domain, flags?: number], DomainTime>(337, [domain, flags], time),
  domainGetFSInfo: read<[domain: Domain, flags?: number], DomainFSInfo[]>(349, [domain, flags], results(fsInfo, 256)),
  domainGetGuestInfo: read<[domain: Domain, types: number, flags?: number], TypedValues>(418, [domain, uint, flags], typedValues(2048)),
  domainAgentSetResponseTimeout: write<[domain: Domain, seconds: number, flags?: number], number>(420, [domain, int, flags], int),
  domainQemuAgentCommand: qemu<[domain: Domain, command: string, seconds: number, flags?: number], string | undefined>(
    3,
    [domain, text, int, flags],
    optional(text),
  ),
};
