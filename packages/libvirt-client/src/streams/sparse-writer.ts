import { type UploadStream } from './directions';

/** Bytes that must be zero in a row, from a multiple of this on, to count as a gap. */
const BLOCK = 65_536;
const ZEROS = Buffer.alloc(BLOCK);

/** A writer that sends runs of zeros as gaps, so that they cost neither time nor space. */
export class SparseWriter {
  private gap = 0;

  /** @param upload a stream that was opened with the flag SPARSE_STREAM */
  constructor(private readonly upload: UploadStream) {}

  /** Sends bytes, gaps in between; resolves when more may be sent. */
  async write(data: Uint8Array): Promise<void> {
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    let start = 0;
    for (let offset = 0; offset < bytes.length; offset += BLOCK) {
      const block = bytes.subarray(offset, offset + BLOCK);
      if (!block.equals(block.length === BLOCK ? ZEROS : ZEROS.subarray(0, block.length))) continue;
      await this.send(bytes.subarray(start, offset));
      this.gap += block.length;
      start = offset + block.length;
    }
    await this.send(bytes.subarray(start));
  }

  /** Sends what is left and ends the stream; resolves when everything is stored. */
  async finish(): Promise<void> {
    await this.flush();
    await this.upload.finish();
  }

  private async send(data: Buffer): Promise<void> {
    if (data.length === 0) return;
    await this.flush();
    await this.upload.write(data);
  }

  private async flush(): Promise<void> {
    if (this.gap > 0) await this.upload.hole(this.gap);
    this.gap = 0;
  }
}
