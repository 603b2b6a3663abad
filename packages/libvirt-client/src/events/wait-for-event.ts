import { ErrorCode } from '../error-code';
import { type ConnectionLostError, LibvirtError } from '../errors';
import { type Listener, type Unsubscribe } from './event-kind';

/** Which event is waited for, and how long. */
export interface WaitOptions<T> {
  /** Whether an event is the one. */
  matches: (event: T) => boolean;
  /** Milliseconds, counted from the moment that the trigger was pulled. */
  timeout: number;
  signal?: AbortSignal;
}

/** Listens, pulls the trigger, and waits for the event. */
export async function waitForEvent<T>(
  kind: string,
  { matches, timeout, signal }: WaitOptions<T>,
  subscribe: (listener: Listener<T>) => Promise<Unsubscribe>,
  onDisconnect: (listener: (error: ConnectionLostError) => void) => () => void,
  trigger: () => Promise<unknown>,
): Promise<T> {
  const { promise, resolve, reject } = settleable<T>();
  const aborted = (): void => reject(signal?.reason as Error);
  const unsubscribe = await subscribe((event) => {
    if (matches(event)) resolve(event);
  });
  const forget = onDisconnect(reject);
  signal?.addEventListener('abort', aborted, { once: true });
  let timer: NodeJS.Timeout | undefined;
  try {
    signal?.throwIfAborted();
    await trigger();
    const late = new LibvirtError(ErrorCode.OPERATION_TIMEOUT, `no event '${kind}' came within ${timeout} ms`);
    timer = setTimeout(reject, timeout, late);
    return await promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', aborted);
    forget();
    await unsubscribe();
  }
}

function settleable<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (error: Error) => void } {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((fulfil, refuse) => {
    resolve = fulfil;
    reject = refuse;
  });
  // The trigger may fail first; then nobody waits for the event any more.
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}
