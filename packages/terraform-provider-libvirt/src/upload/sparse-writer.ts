import { runsOf } from './zero-blocks';

/** Where streamed content goes: libvirt's upload stream has this shape. */
export interface UploadSink {
  /** Resolves when the next write is welcome. */
  write(bytes: Buffer): Promise<void>;
  hole(length: number): Promise<void>;
  finish(): Promise<void>;
  abort(): Promise<void>;
}

/** Writes content to a sink and leaves out its zeros. */
export class SparseWriter {
  private pendingHole = 0;

  constructor(
    private readonly sink: UploadSink,
    private position: number,
  ) {}

  async write(bytes: Buffer): Promise<void> {
    for (const { start, end, zero } of runsOf(bytes, this.position)) {
      if (zero) {
        this.pendingHole += end - start;
      } else {
        await this.flushHole();
        await this.sink.write(bytes.subarray(start, end));
      }
    }
    this.position += bytes.length;
  }

  /** Ends the content; a hole at its end counts towards its size. */
  async finish(): Promise<void> {
    await this.flushHole();
    await this.sink.finish();
  }

  private async flushHole(): Promise<void> {
    if (this.pendingHole === 0) return;
    await this.sink.hole(this.pendingHole);
    this.pendingHole = 0;
  }
}
