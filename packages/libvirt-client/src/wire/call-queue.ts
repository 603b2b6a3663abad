import { ErrorCode } from '../error-code';
import { ConnectionLostError, LibvirtError, libvirtError } from '../errors';
import { type Procedure } from '../procedures/procedure';
import { type XdrReader } from '../xdr/reader';
import { type Header, MessageStatus } from './message';

/**
 * Calls under way at once. A daemon stops reading from a client that has five requests open (`max_client_requests`),
 * pings included; one place is left for those.
 */
const WINDOW = 4;

interface Call {
  serial: number;
  message: Buffer;
  procedure: Procedure;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** The calls of one link: those that wait to be sent, and those that wait for their reply. */
export class CallQueue {
  private readonly sent = new Map<number, Call>();
  private waiting: Call[] = [];

  constructor(private readonly send: (message: Buffer) => void) {}

  /** Sends a call, in its turn, and gives its result; an aborted call that was sent already is carried out all the same. */
  add<A extends unknown[], R>(serial: number, message: Buffer, procedure: Procedure<A, R>, signal?: AbortSignal): Promise<R> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      const call = { serial, message, procedure: procedure as unknown as Procedure, resolve: resolve as Call['resolve'], reject };
      if (signal) watch(call, signal, () => (this.waiting = this.waiting.filter((each) => each !== call)));
      this.waiting.push(call);
      this.advance();
    });
  }

  /** Settles the call that a reply belongs to; returns false if there is none. */
  settle(header: Header, payload: XdrReader): boolean {
    const call = this.sent.get(header.serial);
    if (!call) return false;
    this.sent.delete(header.serial);
    try {
      call.resolve(result(call.procedure, header, payload));
    } catch (error) {
      call.reject(error instanceof LibvirtError ? error : unreadable(error as Error));
    }
    this.advance();
    return true;
  }

  /** Fails every call. */
  fail(reason: string, cause: unknown): void {
    const { sent, waiting } = { sent: [...this.sent.values()], waiting: this.waiting };
    this.sent.clear();
    this.waiting = [];
    for (const call of sent) call.reject(new ConnectionLostError(reason, true, { cause }));
    for (const call of waiting) call.reject(new ConnectionLostError(reason, false, { cause }));
  }

  private advance(): void {
    while (this.sent.size < WINDOW) {
      const call = this.waiting.shift();
      if (!call) break;
      this.sent.set(call.serial, call);
      this.send(call.message);
    }
  }
}

function result(procedure: Procedure, header: Header, payload: XdrReader): unknown {
  if (header.procedure !== procedure.number || header.program.number !== procedure.program.number) {
    throw new Error(`it answers procedure ${header.procedure}, not ${procedure.number}`);
  }
  if (header.status === MessageStatus.ERROR) throw libvirtError.decode(payload);
  if (header.status !== MessageStatus.OK) throw new Error(`no reply has the status ${header.status}`);
  const value = procedure.result.decode(payload);
  payload.end();
  return value;
}

function unreadable(error: Error): LibvirtError {
  return new LibvirtError(ErrorCode.RPC, `cannot read the daemon's reply: ${error.message}`, undefined, undefined, { cause: error });
}

function watch(call: Call, signal: AbortSignal, withdraw: () => void): void {
  const aborted = (): void => {
    withdraw();
    call.reject(signal.reason);
  };
  const { resolve, reject } = call;
  signal.addEventListener('abort', aborted, { once: true });
  call.resolve = (value) => {
    signal.removeEventListener('abort', aborted);
    resolve(value);
  };
  call.reject = (error) => {
    signal.removeEventListener('abort', aborted);
    reject(error);
  };
}
