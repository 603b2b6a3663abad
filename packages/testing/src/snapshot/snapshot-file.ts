import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const FOLDER = '__snapshots__';
const TITLE = "# A stack as Terraform gets it, kept by toMatchCloudSnapshot(). Review it like code; 'jest -u' brings it up to date.";
const TEST = '# test: ';
const LONGEST = 60;

/** One file of a snapshot: a stack as it was when a test saw it last. */
export class SnapshotFile {
  /** The file of a stack. @param label what tells it from the other snapshots of the test file */
  static of(testPath: string, label: string, stack: string, key: string): SnapshotFile {
    return new SnapshotFile(join(dirname(testPath), FOLDER, `${basename(testPath)}.${slug(label)}.${slug(stack)}.yaml`), key);
  }

  /** All that belong to a test file. */
  static listOf(testPath: string): SnapshotFile[] {
    const folder = join(dirname(testPath), FOLDER);
    const names = existsSync(folder) ? readdirSync(folder) : [];
    return names
      .filter((name) => name.startsWith(`${basename(testPath)}.`) && name.endsWith('.yaml'))
      .flatMap((name) => {
        const path = join(folder, name);
        const [title, line = ''] = readFileSync(path, 'utf8').split('\n', 2);
        return title === TITLE && line.startsWith(TEST) ? [new SnapshotFile(path, JSON.parse(line.slice(TEST.length)) as string)] : [];
      });
  }

  private constructor(
    readonly path: string,
    /** The test that it belongs to, as Jest names a snapshot. */
    readonly key: string,
  ) {}

  /** Its content without the comment at its head; undefined if it does not exist. */
  read(): string | undefined {
    return existsSync(this.path) ? readFileSync(this.path, 'utf8').replace(/^(?:#.*\n)+\n?/, '') : undefined;
  }

  write(content: string): void {
    mkdirSync(dirname(this.path), { recursive: true });
    writeFileSync(this.path, `${TITLE}\n${TEST}${JSON.stringify(this.key)}\n\n${content}`);
  }

  remove(): void {
    rmSync(this.path, { force: true });
  }
}

/** A text as a part of a file's name; long ones are cut, and told apart by a hash. */
function slug(text: string): string {
  const plain = text
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .toLowerCase();
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 6);
  return plain.length <= LONGEST && plain !== '' ? plain : `${plain.slice(0, LONGEST).replace(/-[^-]*$/, '')}-${digest}`;
}
