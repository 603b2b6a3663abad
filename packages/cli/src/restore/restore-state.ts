import { join } from 'node:path';
import type { Connection } from '@labcloud/libvirt-client';
import type { BackedUpState } from '../backup/backup-manifest';
import { uploadVolume } from '../backup/volume-file';
import { escapeXml } from '../lab/escape-xml';
import { withHostFolder } from '../lab/host-folder';
import type { StatePlace } from '../lab/machine-state';

/** Puts a part of a machine's state, as a backup has it, where the machine looks for it when it starts. The machine must be off. */
export async function restoreState(
  connection: Connection,
  folder: string,
  state: BackedUpState,
  place: StatePlace,
  signal: AbortSignal,
): Promise<void> {
  await withHostFolder(
    connection,
    place.folder,
    async (pool) => {
      const volumes = await connection.storagePoolListAllVolumes(pool);
      for (const old of volumes.filter(({ name }) => place.file === undefined || name === place.file)) {
        await connection.storageVolDelete(old);
      }
      for (const { name, file, size } of state.files) {
        const volume = await connection.storageVolCreateXML(pool, volumeXml(place.file ?? name, size));
        await uploadVolume(connection, join(folder, file), volume, { signal });
      }
    },
    { make: true },
  );
}

/** libvirt gives the file to the programs that use it when the machine starts. */
function volumeXml(name: string, size: number): string {
  return `<volume><name>${escapeXml(name)}</name><allocation>0</allocation><capacity unit="bytes">${size}</capacity><target><format type="raw"/><permissions><mode>0600</mode></permissions></target></volume>`;
}
