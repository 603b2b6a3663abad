const SEGMENT = 0x400000n;
const HEADERS = 120;
/** Blocks SIGTERM, waits for it by rt_sigtimedwait, and exits with 0. */
const CODE = Buffer.from('68004000004889e631ff31d26a08415a6a0e580f054889e731f631d2b8800000000f05b83c00000031ff0f05', 'hex');

/** A static program for Linux on x86-64 that does nothing until it is told to end. */
export function idleProgram(): Buffer {
  const program = Buffer.concat([Buffer.alloc(HEADERS), CODE]);
  const size = BigInt(program.length);
  program.write('\x7fELF\x02\x01\x01', 'latin1');
  const words: [place: number, value: number][] = [
    [16, 2],
    [18, 62],
    [20, 1],
    [52, 64],
    [54, 56],
    [56, 1],
    [64, 1],
    [68, 5],
  ];
  words.forEach(([place, value]) => program.writeUInt16LE(value, place));
  const longs: [place: number, value: bigint][] = [
    [24, SEGMENT + BigInt(HEADERS)],
    [32, 64n],
    [80, SEGMENT],
    [88, SEGMENT],
    [96, size],
    [104, size],
    [112, 4096n],
  ];
  longs.forEach(([place, value]) => program.writeBigUInt64LE(value, place));
  return program;
}
