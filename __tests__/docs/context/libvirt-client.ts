import type { Connection, Domain, StorageVol } from '@labcloud/libvirt-client';

export { createReadStream } from 'node:fs';
export {
  Connection,
  DomainAffectFlags,
  HostNetwork,
  SparseWriter,
  StorageVolDownloadFlags,
  StorageVolUploadFlags,
} from '@labcloud/libvirt-client';

export declare const connection: Connection;
export declare const domain: Domain;
export declare const volume: StorageVol;
export declare const path: string;
export declare const xml: string;
export declare function use(content: Buffer): void;
export declare function skip(length: number): void;
