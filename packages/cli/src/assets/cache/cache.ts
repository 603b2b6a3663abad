import { accessSync, constants, existsSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { check } from 'proper-lockfile';
import { UserError } from '../../errors';
import { removeTree } from './remove-tree';
import { type WaitOptions, withLock } from './lock';

const WORK = '.work';

/** How long a result stays good. */
export interface Freshness {
  /** Milliseconds; an older result is made again. @default - for ever */
  readonly maxAge?: number;
}

/** One folder of the cache (`images`, `containers`, `bases`, …): results that exist are whole. */
export class Cache {
  readonly directory: string;

  /** @param root the user's cache of labcloud, e.g. `~/.cache/labcloud` */
  constructor(root: string, kind: string) {
    this.directory = join(root, kind);
  }

  /** Where a result lies once it exists. */
  path(name: string): string {
    return join(this.directory, name);
  }

  /** Whether a result exists and is young enough. */
  has(name: string, { maxAge = Infinity }: Freshness = {}): boolean {
    const found = statSync(this.path(name), { throwIfNoEntry: false });
    return found !== undefined && Date.now() - found.mtimeMs < maxAge;
  }

  /**
   * Makes a result unless it exists, and returns its path.
   *
   * `make` gets an empty folder that nobody else uses, writes into it and returns the path of the result, which is then renamed into place:
   * what an interrupted run leaves is never taken for a result. Another process that wants the same waits.
   */
  async produce(name: string, make: (work: string) => Promise<string>, options: Freshness & WaitOptions = {}): Promise<string> {
    const path = this.path(name);
    if (this.has(name, options)) {
      return path;
    }
    this.requireDirectory();
    return withLock(path, options, async () => {
      if (this.has(name, options)) {
        return path;
      }
      await this.sweep();
      const work = `${path}${WORK}`;
      await removeTree(work);
      mkdirSync(work, { recursive: true, mode: 0o700 });
      try {
        const made = await make(work);
        if (existsSync(path)) {
          await removeTree(path);
        }
        renameSync(made, path);
      } finally {
        await removeTree(work);
      }
      return path;
    });
  }

  /**
   * Fetches a file unless it exists, and returns its path. `get` must put it there whole, and may keep what it has in `<path>.part` for the next run.
   */
  async fetch(name: string, get: (path: string) => Promise<void>, options: WaitOptions = {}): Promise<string> {
    const path = this.path(name);
    if (!this.has(name)) {
      this.requireDirectory();
      await withLock(path, options, async () => {
        if (!this.has(name)) {
          await get(path);
        }
      });
    }
    return path;
  }

  /** Removes the work folders of runs that ended before they could. */
  private async sweep(): Promise<void> {
    for (const entry of readdirSync(this.directory).filter((each) => each.endsWith(WORK))) {
      const path = join(this.directory, entry);
      if (!(await check(path.slice(0, -WORK.length), { realpath: false }))) {
        await removeTree(path);
      }
    }
  }

  private requireDirectory(): void {
    try {
      mkdirSync(this.directory, { recursive: true, mode: 0o700 });
      accessSync(this.directory, constants.W_OK);
    } catch (error) {
      throw new UserError(
        `The cache ${this.directory} cannot be written: ${(error as Error).message}`,
        'Mend that folder, or set XDG_CACHE_HOME to one that can be written.',
      );
    }
  }
}
