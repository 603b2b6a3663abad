/** A file, or without content a folder. Folders come before what is in them. */
export interface CpioEntry {
  readonly path: string;
  readonly content?: Buffer;
  readonly executable?: boolean;
}

const FOLDER = 0o040755;
const FILE = 0o100644;
const PROGRAM = 0o100755;

function member(name: string, mode: number, content: Buffer, inode: number): Buffer {
  const fields = [inode, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, name.length + 1, 0];
  const head = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}${name}\0`;
  return Buffer.concat([padded(Buffer.from(head, 'latin1')), padded(content)]);
}

function padded(part: Buffer): Buffer {
  return Buffer.concat([part, Buffer.alloc((4 - (part.length % 4)) % 4)]);
}

/** An archive as the kernel unpacks it at boot. */
export function cpioArchive(entries: readonly CpioEntry[]): Buffer {
  const members = entries.map(({ path, content, executable }, index) =>
    member(path, content === undefined ? FOLDER : executable === true ? PROGRAM : FILE, content ?? Buffer.alloc(0), index + 1),
  );
  return Buffer.concat([...members, member('TRAILER!!!', 0, Buffer.alloc(0), 0)]);
}
