import type { ConsoleStream } from '@labcloud/libvirt-client';

/** Ctrl-], as in virsh and telnet. */
const ESCAPE = 0x1d;

/** A terminal, or what stands in its place. */
export interface Terminal {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WritableStream;
}

/**
 * Joins a terminal and a console until one of them leaves: the user by Ctrl-], the guest by ending. Every other key goes to the guest.
 * Input that is no terminal is sent as it is, and its end leaves the console open.
 *
 * @returns who left
 */
export async function attachConsole(stream: ConsoleStream, { input, output }: Terminal, signal: AbortSignal): Promise<'user' | 'guest'> {
  let left: 'user' | 'guest' = 'guest';
  const leave = (): void => {
    left = 'user';
    void stream.abort().catch(() => undefined);
  };
  const onData = (data: Buffer): void => {
    const end = input.isTTY ? data.indexOf(ESCAPE) : -1;
    const bytes = end < 0 ? data : data.subarray(0, end);
    // A console that has closed is told by reading from it.
    void (bytes.length > 0 ? stream.write(bytes) : Promise.resolve()).catch(() => undefined).then(() => end < 0 || leave());
  };
  const restore = (): void => void (input.isTTY && input.setRawMode(false));
  process.once('exit', restore);
  signal.addEventListener('abort', leave, { once: true });
  input.on('data', onData);
  try {
    if (input.isTTY) {
      input.setRawMode(true);
    }
    input.resume();
    for await (const chunk of stream) {
      output.write(Buffer.isBuffer(chunk) ? chunk : Buffer.alloc(chunk.hole));
    }
    return left;
  } finally {
    restore();
    process.removeListener('exit', restore);
    signal.removeEventListener('abort', leave);
    input.off('data', onData);
    input.pause();
  }
}
