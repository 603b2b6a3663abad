import { randomBytes } from 'node:crypto';
import { constants, accessSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { posix } from 'node:path';
import { type Connection, ErrorCode, LibvirtError, type StoragePool, parseURI } from '@labcloud/libvirt-client';
import { escapeXml } from './escape-xml';

/** A file of a host: read as such where this process may, else through libvirt, which needs a storage pool of its folder for that while. */
export class HostFile {
  static async open(connection: Connection, uri: string, path: string): Promise<HostFile> {
    return new HostFile(connection, path, isReadable(uri, path) ? undefined : await poolOf(connection, posix.dirname(path)));
  }

  private constructor(
    private readonly connection: Connection,
    private readonly path: string,
    private readonly pool: { readonly handle: StoragePool; readonly isOurs: boolean } | undefined,
  ) {}

  /** What is in it from an offset on; nothing when it is shorter, undefined when there is no such file. */
  async read(offset: number): Promise<Buffer | undefined> {
    return this.pool ? this.download(this.pool.handle, offset) : readLocal(this.path, offset);
  }

  async close(): Promise<void> {
    if (this.pool?.isOurs) {
      await this.connection.storagePoolDestroy(this.pool.handle);
    }
  }

  private async download(pool: StoragePool, offset: number): Promise<Buffer | undefined> {
    try {
      await this.connection.storagePoolRefresh(pool, 0);
      const volume = await this.connection.storageVolLookupByPath(this.path);
      const { capacity } = await this.connection.storageVolGetInfo(volume);
      const length = Number(capacity) - offset;
      const chunks: Buffer[] = [];
      if (length > 0) {
        for await (const chunk of await this.connection.storageVolDownload(volume, offset, length, 0)) {
          chunks.push(Buffer.isBuffer(chunk) ? chunk : Buffer.alloc(chunk.hole));
        }
      }
      return Buffer.concat(chunks);
    } catch (error) {
      if (LibvirtError.is(error, ErrorCode.NO_STORAGE_VOL)) {
        return undefined;
      }
      throw error;
    }
  }
}

/** Whether a path on the host is one of this machine that this process may read. */
function isReadable(uri: string, path: string): boolean {
  const { transport, parameters } = parseURI(uri);
  // A socket that the URI names may lead anywhere.
  if (transport !== 'unix' || parameters.has('socket')) {
    return false;
  }
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

async function readLocal(path: string, offset: number): Promise<Buffer | undefined> {
  let file;
  try {
    file = await open(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
  try {
    const { size } = await file.stat();
    const buffer = Buffer.alloc(Math.max(0, size - offset));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** libvirt allows one pool for a folder: the one that is there is used, else one is made that is gone when it is no longer needed. */
async function poolOf(connection: Connection, folder: string): Promise<{ handle: StoragePool; isOurs: boolean }> {
  try {
    return { handle: await connection.storagePoolLookupByTargetPath(folder), isOurs: false };
  } catch (error) {
    if (!LibvirtError.is(error, ErrorCode.NO_STORAGE_POOL)) {
      throw error;
    }
    const name = `labcloud-read-${randomBytes(4).toString('hex')}`;
    const xml = `<pool type="dir"><name>${name}</name><target><path>${escapeXml(folder)}</path></target></pool>`;
    return { handle: await connection.storagePoolCreateXML(xml, 0), isOurs: true };
  }
}
