import type { OpenStream } from '../../../../packages/terraform-provider-libvirt/src/upload/upload';

/** A volume in memory on which streams do what libvirt does to a file: a hole cuts the file off behind it. */
export class MemoryVolume {
  bytes: Buffer;
  readonly log: string[] = [];
  /** Streams opened so far. */
  opened = 0;

  constructor(size: number) {
    this.bytes = Buffer.alloc(size);
  }

  readonly open: OpenStream = async (offset, length, sparse) => {
    this.opened += 1;
    const limit = length === 0 ? Infinity : offset + length;
    let position = offset;
    const move = (count: number) => {
      position += count;
      if (position > limit) throw new Error('more than was announced');
    };
    return {
      write: async (data) => {
        const end = position + data.length;
        if (end > this.bytes.length) this.bytes = Buffer.concat([this.bytes, Buffer.alloc(end - this.bytes.length)]);
        this.bytes.set(data, position);
        move(data.length);
        this.log.push(`data ${data.length}`);
      },
      hole: async (count) => {
        if (!sparse) throw new Error('a hole in a stream that is not sparse');
        move(count);
        this.bytes = Buffer.concat([this.bytes.subarray(0, position), Buffer.alloc(Math.max(0, position - this.bytes.length))]);
        this.log.push(`hole ${count}`);
      },
      finish: async () => void this.log.push('finish'),
      abort: async () => void this.log.push('abort'),
    };
  };
}
