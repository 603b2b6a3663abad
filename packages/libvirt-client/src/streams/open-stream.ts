import { unlessAborted } from '../abort';
import { type Procedure } from '../procedures/procedure';
import { type Session } from '../session';
import { Stream } from './stream';

/** What a stream may do and who may end it. */
export interface StreamOptions {
  /** Whether it was opened as one that may have gaps. */
  sparse: boolean;
  /** Ends the stream, and with it what waits for it. */
  signal: AbortSignal | undefined;
}

/** Opens a stream by its procedure. */
export async function openStream(
  session: Session,
  procedure: Procedure,
  args: unknown[],
  { sparse, signal }: StreamOptions,
): Promise<Stream> {
  signal?.throwIfAborted();
  const opening = session.stream((link) => link.open(procedure, args, (serial) => new Stream(link, procedure, serial, sparse)), signal);
  try {
    const stream = await unlessAborted(opening, signal);
    if (signal) endWith(stream, signal);
    return stream;
  } catch (error) {
    opening.then((stream) => stream.cancel(error as Error)).catch(() => undefined);
    throw error;
  }
}

function endWith(stream: Stream, signal: AbortSignal): void {
  const cancel = (): void => stream.cancel(signal.reason as Error);
  signal.addEventListener('abort', cancel, { once: true });
  void stream.ended.then(() => signal.removeEventListener('abort', cancel));
}
