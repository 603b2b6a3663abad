import { randomBytes } from 'node:crypto';
import { lstat, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type SeedState, type SeedStore, type StoredSeed } from './seed-store';

// QEMU runs as another user, who has to pass through the folder; the files are for their owner alone.
const FOLDER_MODE = 0o711;
const FILE_MODE = 0o600;

/** Seeds as files of this user, in a folder that outlives reboots. */
export class SeedFiles implements SeedStore {
  /** @param folder @default `$XDG_DATA_HOME/labcloud/seeds` */
  constructor(private readonly folder = join(process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'labcloud', 'seeds')) {}

  async create(name: string, image: Buffer): Promise<StoredSeed> {
    await mkdir(this.folder, { recursive: true, mode: FOLDER_MODE });
    const path = join(this.folder, `${name}-${randomBytes(6).toString('hex')}.iso`);
    await replace(path, image);
    return { path, id: path };
  }

  rewrite({ path }: StoredSeed, _name: string, image: Buffer): Promise<void> {
    return replace(path, image);
  }

  async compare({ path }: StoredSeed, _name: string, length: number, matches: (stored: Buffer) => boolean): Promise<SeedState> {
    try {
      const { size } = await lstat(path);
      return size === length && matches(await readFile(path)) ? 'equal' : 'different';
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return 'missing';
      if (code === 'EACCES') return 'unknown';
      throw error;
    }
  }

  async remove({ path }: StoredSeed): Promise<void> {
    await rm(path, { force: true });
  }
}

// A reader sees the old content or the new one, never a part.
async function replace(path: string, image: Buffer): Promise<void> {
  const part = `${path}.part`;
  await rm(part, { force: true });
  try {
    const file = await open(part, 'wx', FILE_MODE);
    try {
      await file.writeFile(image);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
