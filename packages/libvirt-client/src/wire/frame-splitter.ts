import { XdrError } from '../xdr/reader';
import { MESSAGE_LIMIT, PREFIX } from './message';

const LENGTH_WORD = 4;

/** Cuts a stream of bytes into frames, however they arrive; a frame is handed on without its length word. */
export class FrameSplitter {
  private chunks: Buffer[] = [];
  private buffered = 0;
  private wanted = LENGTH_WORD;

  /**
   * Takes the next bytes and returns the frames that they complete.
   *
   * @throws XdrError if a length is one that no message can have; the stream is then useless
   */
  push(chunk: Buffer): Buffer[] {
    const frames: Buffer[] = [];
    this.chunks.push(chunk);
    this.buffered += chunk.length;
    if (this.buffered < this.wanted) return frames;
    let bytes = this.chunks.length === 1 ? chunk : Buffer.concat(this.chunks, this.buffered);
    while (bytes.length >= LENGTH_WORD) {
      const length = bytes.readUInt32BE(0);
      if (length < PREFIX || length > MESSAGE_LIMIT + LENGTH_WORD) throw unlike(bytes);
      this.wanted = length;
      if (bytes.length < length) break;
      frames.push(bytes.subarray(LENGTH_WORD, length));
      bytes = bytes.subarray(length);
      this.wanted = LENGTH_WORD;
    }
    this.chunks = bytes.length > 0 ? [bytes] : [];
    this.buffered = bytes.length;
    return frames;
  }
}

/** What comes through another program may be that program's words, such as those of a login shell. */
function unlike(bytes: Buffer): XdrError {
  const [words = ''] = /^[ -~\t]*/.exec(bytes.toString('latin1', 0, 200)) ?? [];
  const beginning = words.length > LENGTH_WORD ? `; it begins with '${words}'` : '';
  return new XdrError(`no message has a length of ${bytes.readUInt32BE(0)} bytes${beginning}`);
}
