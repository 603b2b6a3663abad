import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';

const LENGTH = 4096;

/** What was written on a volume that must never be touched. */
export class Canary {
  private written: { content: Buffer; inode: number } | undefined;

  constructor(private readonly file: string) {}

  /** Writes it once, as soon as there is a volume to write it on. */
  settle(): void {
    if (this.written !== undefined || !existsSync(this.file)) return;
    const content = randomBytes(LENGTH);
    const file = openSync(this.file, 'r+');
    writeSync(file, content, 0, LENGTH, 0);
    closeSync(file);
    this.written = { content, inode: statSync(this.file).ino };
  }

  /** What has become of it; undefined when nothing has. */
  problem(): string | undefined {
    if (this.written === undefined) return undefined;
    if (!existsSync(this.file)) return 'the retained volume is gone';
    if (statSync(this.file).ino !== this.written.inode) return 'the retained volume is another file';
    return readFileSync(this.file).subarray(0, LENGTH).equals(this.written.content) ? undefined : 'the retained volume was written to';
  }

  /** Forgets it, because the volume was given up. */
  release(): void {
    this.written = undefined;
  }
}
