import { SparseWriter, type UploadStream } from '@labcloud/libvirt-client';
import type { Content } from './content';
import { HEADER_LENGTH, UPLOAD_MARKER } from './marker';
import type { Progress } from './progress';

/** Opens a stream into a volume at `offset`, for `length` bytes; 0 means up to the end of the stream. */
export type OpenStream = (offset: number, length: number, sparse: boolean) => Promise<UploadStream>;

/** How to upload. */
export interface UploadOptions {
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/**
 * Streams content into a new volume: first a marker, then all but the header, then, once the digest has been verified, the header.
 * A volume that an upload has not finished is therefore known by its first bytes: the marker, or nothing but zeros. What fits into the
 * header needs no marker. Resolves to the length in bytes.
 */
export async function upload(content: Content, open: OpenStream, options: UploadOptions): Promise<number> {
  const { header } = content;
  let position = header.length;
  if (content.size === null || content.size > HEADER_LENGTH) {
    await writeWhole(open, UPLOAD_MARKER);
    const stream = await open(HEADER_LENGTH, content.size === null ? 0 : content.size - HEADER_LENGTH, true);
    await abortOnError(stream, async () => {
      const writer = new SparseWriter(stream);
      for await (const chunk of content.body) {
        options.signal.throwIfAborted();
        // A hole may pass zeros that the writer still holds back: both say the same.
        const written = Buffer.isBuffer(chunk) ? writer.write(chunk) : stream.hole(chunk.hole);
        await written;
        position += Buffer.isBuffer(chunk) ? chunk.length : chunk.hole;
        options.progress.at(position, content.arrived);
      }
      await content.verify();
      await writer.finish();
    });
  } else {
    await content.verify();
  }
  await writeWhole(open, header);
  options.progress.end(position);
  return position;
}

// Never sparse: a hole would cut the file off behind it.
async function writeWhole(open: OpenStream, bytes: Buffer): Promise<void> {
  if (bytes.length === 0) return;
  const stream = await open(0, bytes.length, false);
  await abortOnError(stream, async () => {
    await stream.write(bytes);
    await stream.finish();
  });
}

async function abortOnError(stream: UploadStream, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    await stream.abort().catch(() => undefined);
    throw error;
  }
}
