import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Connection } from '@labcloud/libvirt-client';
import { withHostFolder } from '../lab/host-folder';
import type { StatePlace } from '../lab/machine-state';
import type { BackedUpState } from './backup-manifest';
import { downloadVolume } from './volume-file';
import { verifyFile } from './verify';

/** Copies a part of a machine's state into a backup's folder; nothing when there is none yet, because the machine never ran. */
export async function storeState(
  connection: Connection,
  place: StatePlace,
  folder: string,
  machine: string,
  signal: AbortSignal,
): Promise<BackedUpState | undefined> {
  const files = await withHostFolder(connection, place.folder, async (pool) => {
    const volumes = await connection.storagePoolListAllVolumes(pool);
    const own = volumes.filter(({ name }) => (place.file === undefined ? !name.startsWith('.') : name === place.file));
    mkdirSync(join(folder, machine, place.kind), { recursive: true, mode: 0o700 });
    const stored = [];
    for (const volume of own) {
      const file = join(machine, place.kind, volume.name);
      const facts = await downloadVolume(connection, volume, join(folder, file), { signal });
      await verifyFile(join(folder, file), facts, 'raw', { signal });
      stored.push({ name: volume.name, file, ...facts });
    }
    return stored;
  });
  return files && files.length > 0 ? { ...place, files } : undefined;
}
