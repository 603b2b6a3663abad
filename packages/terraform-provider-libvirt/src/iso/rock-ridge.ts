import { both32 } from './encoding';

const VERSION = 1;
const DIRECTORY_MODE = 0o40555;
const FILE_MODE = 0o100444;

function entry(signature: string, ...parts: Buffer[]): Buffer {
  const data = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(signature, 'latin1'), Buffer.from([data.length + 4, VERSION]), data]);
}

function posix(mode: number, links: number): Buffer {
  return entry('PX', both32(mode), both32(links), both32(0), both32(0));
}

/** System use fields of a root directory's own record: they announce Rock Ridge. */
export function rootFields(): Buffer {
  const name = 'RRIP_1991A';
  const announce = entry('SP', Buffer.from([0xbe, 0xef, 0]));
  const extension = entry('ER', Buffer.from([name.length, 0, 0, 1]), Buffer.from(name, 'latin1'));
  return Buffer.concat([announce, posix(DIRECTORY_MODE, 2), extension]);
}

/** System use fields of a root directory's parent record. */
export function parentFields(): Buffer {
  return posix(DIRECTORY_MODE, 2);
}

/** System use fields of a file, which carry its real name. */
export function fileFields(name: string): Buffer {
  return Buffer.concat([posix(FILE_MODE, 1), entry('NM', Buffer.from([0]), Buffer.from(name, 'latin1'))]);
}
