import { type ServerHttp2Stream } from 'node:http2';

/** gRPC's status codes, as far as this server answers with them. */
export const GrpcStatus = { OK: 0, RESOURCE_EXHAUSTED: 8, UNIMPLEMENTED: 12, INTERNAL: 13 } as const;

/** One of them. */
export type GrpcStatus = (typeof GrpcStatus)[keyof typeof GrpcStatus];

/** Why a call is not carried out; the caller is told its status and its message. */
export class GrpcError extends Error {
  override name = 'GrpcError';

  constructor(
    readonly status: GrpcStatus,
    message: string,
  ) {
    super(message);
  }
}

/** Before each message: one byte that says whether it is compressed, and its length. */
const PREFIX = 5;
/** In bytes; Terraform's own limit for a message. */
const MAX_MESSAGE = 64 << 20;
const NOT_WHOLE = 'the request is not one whole message';
const HEADERS = { ':status': 200, 'content-type': 'application/grpc' };
const DONE = { 'grpc-status': String(GrpcStatus.OK) };

/**
 * Reads the one message of a request. It is whole as soon as its length is there: that no more follows is not waited for, because Node is
 * sometimes silent about the end of a request until something else arrives (nodejs/node#31309).
 *
 * @throws GrpcError if it is too long, compressed, or not whole
 */
export function readMessage(stream: ServerHttp2Stream): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  let wanted: number | undefined;
  return new Promise((resolve, reject) => {
    const fail = (status: GrpcStatus, message: string): void => {
      stream.off('data', take);
      reject(new GrpcError(status, message));
    };
    const take = (piece: Buffer): void => {
      pieces.push(piece);
      length += piece.length;
      if (wanted === undefined && length >= PREFIX) {
        const prefix = pieces.length === 1 ? piece : Buffer.concat(pieces);
        wanted = prefix.readUInt32BE(1);
        if (prefix[0] !== 0) return fail(GrpcStatus.UNIMPLEMENTED, 'compressed messages are not understood');
        if (wanted > MAX_MESSAGE) return fail(GrpcStatus.RESOURCE_EXHAUSTED, `a message of ${wanted} bytes is too long`);
      }
      if (wanted === undefined || length < PREFIX + wanted) return;
      if (length > PREFIX + wanted) return fail(GrpcStatus.INTERNAL, NOT_WHOLE);
      resolve((pieces.length === 1 ? piece : Buffer.concat(pieces)).subarray(PREFIX));
    };
    stream.on('data', take);
    stream.on('end', () => fail(GrpcStatus.INTERNAL, NOT_WHOLE));
    stream.on('close', () => fail(GrpcStatus.INTERNAL, 'the caller has gone'));
  });
}

/** Answers a call with its one message. */
export function answer(stream: ServerHttp2Stream, message: Buffer): void {
  if (stream.destroyed || stream.headersSent) return;
  const framed = Buffer.allocUnsafe(PREFIX + message.length);
  framed[0] = 0;
  framed.writeUInt32BE(message.length, 1);
  message.copy(framed, PREFIX);
  stream.respond(HEADERS, { waitForTrailers: true });
  stream.once('wantTrailers', () => stream.sendTrailers(DONE));
  stream.end(framed);
}

/** Ends a call that has no messages. */
export function finish(stream: ServerHttp2Stream): void {
  if (stream.destroyed || stream.headersSent) return;
  stream.respond({ ...HEADERS, ...DONE }, { endStream: true });
}

/** Tells the caller that a call was not carried out; what is still on its way is not looked at. */
export function refuse(stream: ServerHttp2Stream, { status, message }: Pick<GrpcError, 'status' | 'message'>): void {
  if (stream.destroyed || stream.headersSent) return;
  const said = { 'grpc-status': String(status), 'grpc-message': encodeURIComponent(Buffer.from(message).toString()) };
  stream.respond({ ...HEADERS, ...said }, { endStream: true });
  stream.resume();
}
