const FOOTER_LENGTH = 12;
const FOOTER_MAGIC = 'YZ';

/**
 * Length of what the last stream of an xz file holds, as the index at its end says; undefined when `tail` does not hold the index whole.
 *
 * @see https://tukaani.org/xz/xz-file-format.txt
 */
export function contentLengthIn(tail: Buffer): number | undefined {
  let end = tail.length;
  while (end >= 4 && tail.readUInt32LE(end - 4) === 0) end -= 4;
  const footer = end - FOOTER_LENGTH;
  if (footer < 0 || tail.toString('latin1', end - 2, end) !== FOOTER_MAGIC) return undefined;
  const start = footer - (tail.readUInt32LE(footer + 4) + 1) * 4;
  if (start < 0 || tail[start] !== 0) return undefined;
  const reader = { at: start + 1 };
  const records = readNumber(tail, reader);
  let length = 0;
  for (let record = 0; record < records; record++) {
    readNumber(tail, reader);
    length += readNumber(tail, reader);
    if (reader.at > footer) return undefined;
  }
  return length;
}

// Seven bits a byte, the lowest first; the highest bit says that more follow.
function readNumber(bytes: Buffer, reader: { at: number }): number {
  let value = 0;
  for (let scale = 1; ; scale *= 128) {
    const byte = bytes[reader.at++] ?? 0;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return value;
  }
}
