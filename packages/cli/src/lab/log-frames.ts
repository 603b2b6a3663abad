/** A piece of a container's log, and which of its outputs it was written to. */
export interface LogPiece {
  readonly output: 'stdout' | 'stderr';
  readonly data: Buffer;
}

const HEADER = 8;
const STDERR = 2;

/**
 * Takes the log of a container without a terminal apart: frames of a header (output, three zeros, length) and content, cut anywhere.
 *
 * @see https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerAttach
 */
export async function* readLogFrames(chunks: AsyncIterable<Buffer>): AsyncGenerator<LogPiece> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= HEADER) {
      const end = HEADER + rest.readUInt32BE(4);
      if (rest.length < end) {
        break;
      }
      yield { output: rest[0] === STDERR ? 'stderr' : 'stdout', data: rest.subarray(HEADER, end) };
      rest = rest.subarray(end);
    }
  }
}
