import { domain, type Domain, storageVol, type StorageVol } from '../handles';
import { write } from '../procedures/procedure';
import { flags, nothing, optional, text, uhyper } from '../xdr/codec';

/** The procedures that open a stream. */
export const streamProcedures = {
  domainOpenConsole: write<[domain: Domain, device?: string, flags?: number], undefined>(201, [domain, optional(text), flags], nothing),
  storageVolUpload: write<[volume: StorageVol, offset: number, length: number, flags?: number], undefined>(
    208,
    [storageVol, uhyper, uhyper, flags],
    nothing,
  ),
  storageVolDownload: write<[volume: StorageVol, offset: number, length: number, flags?: number], undefined>(
    209,
    [storageVol, uhyper, uhyper, flags],
    nothing,
  ),
  domainOpenChannel: write<[domain: Domain, channel?: string, flags?: number], undefined>(296, [domain, optional(text), flags], nothing),
};
