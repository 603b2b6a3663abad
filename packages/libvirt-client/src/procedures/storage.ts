import { storagePool, type StoragePool, storageVol, type StorageVol } from '../handles';
import { bool, flags, int, nothing, struct, text, uhyper, uint, uuid } from '../xdr/codec';
import { listFlags, results } from './lists';
import { read, write } from './procedure';

/** A pool's state (`StoragePoolState`) and sizes in bytes. */
export interface StoragePoolInfo {
  state: number;
  capacity: number;
  allocation: number;
  available: number;
}

/** A volume's type (`StorageVolType`) and sizes in bytes. */
export interface StorageVolInfo {
  type: number;
  capacity: number;
  /** What the host spends on it; with the flag GET_PHYSICAL, the size of the file that holds it. */
  allocation: number;
}

const poolInfo = struct<StoragePoolInfo>({ state: uint, capacity: uhyper, allocation: uhyper, available: uhyper });
const volInfo = struct<StorageVolInfo>({ type: int, capacity: uhyper, allocation: uhyper });

/** Storage pools and their volumes. */
export const storageProcedures = {
  storagePoolCreateXML: write<[xml: string, flags?: number], StoragePool>(76, [text, flags], storagePool),
  storagePoolDefineXML: write<[xml: string, flags?: number], StoragePool>(77, [text, flags], storagePool),
  storagePoolCreate: write<[pool: StoragePool, flags?: number], undefined>(78, [storagePool, flags], nothing),
  storagePoolBuild: write<[pool: StoragePool, flags?: number], undefined>(79, [storagePool, flags], nothing),
  storagePoolDestroy: write<[pool: StoragePool], undefined>(80, [storagePool], nothing),
  storagePoolDelete: write<[pool: StoragePool, flags?: number], undefined>(81, [storagePool, flags], nothing),
  storagePoolUndefine: write<[pool: StoragePool], undefined>(82, [storagePool], nothing),
  storagePoolRefresh: write<[pool: StoragePool, flags?: number], undefined>(83, [storagePool, flags], nothing),
  storagePoolLookupByName: read<[name: string], StoragePool>(84, [text], storagePool),
  storagePoolLookupByUUID: read<[uuid: string], StoragePool>(85, [uuid], storagePool),
  storagePoolLookupByVolume: read<[volume: StorageVol], StoragePool>(86, [storageVol], storagePool),
  storagePoolGetInfo: read<[pool: StoragePool], StoragePoolInfo>(87, [storagePool], poolInfo),
  storagePoolGetXMLDesc: read<[pool: StoragePool, flags?: number], string>(88, [storagePool, flags], text),
  storagePoolGetAutostart: read<[pool: StoragePool], boolean>(89, [storagePool], bool),
  storagePoolSetAutostart: write<[pool: StoragePool, autostart: boolean], undefined>(90, [storagePool, bool], nothing),
  storagePoolNumOfVolumes: read<[pool: StoragePool], number>(91, [storagePool], int),
  storageVolCreateXML: write<[pool: StoragePool, xml: string, flags?: number], StorageVol>(93, [storagePool, text, flags], storageVol),
  storageVolDelete: write<[volume: StorageVol, flags?: number], undefined>(94, [storageVol, flags], nothing),
  storageVolLookupByName: read<[pool: StoragePool, name: string], StorageVol>(95, [storagePool, text], storageVol),
  storageVolLookupByKey: read<[key: string], StorageVol>(96, [text], storageVol),
  storageVolLookupByPath: read<[path: string], StorageVol>(97, [text], storageVol),
  storageVolGetInfo: read<[volume: StorageVol], StorageVolInfo>(98, [storageVol], volInfo),
  storageVolGetXMLDesc: read<[volume: StorageVol, flags?: number], string>(99, [storageVol, flags], text),
  storageVolGetPath: read<[volume: StorageVol], string>(100, [storageVol], text),
  storageVolCreateXMLFrom: write<[pool: StoragePool, xml: string, source: StorageVol, flags?: number], StorageVol>(
    125,
    [storagePool, text, storageVol, flags],
    storageVol,
  ),
  storagePoolIsActive: read<[pool: StoragePool], boolean>(154, [storagePool], bool),
  storagePoolIsPersistent: read<[pool: StoragePool], boolean>(155, [storagePool], bool),
  storageVolWipe: write<[volume: StorageVol, flags?: number], undefined>(165, [storageVol, flags], nothing),
  storageVolResize: write<[volume: StorageVol, capacity: number, flags?: number], undefined>(260, [storageVol, uhyper, flags], nothing),
  storagePoolListAllVolumes: read<[pool: StoragePool, flags?: number], StorageVol[]>(282, [storagePool, listFlags], results(storageVol)),
  storageVolGetInfoFlags: read<[volume: StorageVol, flags?: number], StorageVolInfo>(378, [storageVol, flags], volInfo),
  storagePoolLookupByTargetPath: read<[path: string], StoragePool>(391, [text], storagePool),
};
