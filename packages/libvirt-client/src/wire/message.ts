import { type XdrReader } from '../xdr/reader';
import { XdrWriter } from '../xdr/writer';

/** What a message is. */
export const MessageType = { CALL: 0, REPLY: 1, EVENT: 2, STREAM: 3, STREAM_HOLE: 6 } as const;

/** How far a message's exchange has come. */
export const MessageStatus = { OK: 0, ERROR: 1, CONTINUE: 2 } as const;

/** A set of procedures that a daemon serves. */
export interface Program {
  number: number;
  version: number;
}

export const REMOTE: Program = { number: 0x20008086, version: 1 };
export const QEMU: Program = { number: 0x20008087, version: 1 };
export const KEEP_ALIVE: Program = { number: 0x6b656570, version: 1 };

/** What stands in front of every message. */
export interface Header {
  program: Program;
  procedure: number;
  type: number;
  serial: number;
  status: number;
}

/** Bytes of the length word and the header. */
export const PREFIX = 28;

/** libvirt's limit on a whole message, the length word not counted. */
export const MESSAGE_LIMIT = 33_554_432;

/** A writer that leaves room for the length and header of a message. */
export function messageWriter(): XdrWriter {
  return new XdrWriter(PREFIX);
}

/** Fills in the length and header in front of `message`; `payload` counts bytes that are sent after it. */
export function seal(message: Buffer, header: Header, payload = 0): Buffer {
  message.writeUInt32BE(message.length + payload, 0);
  message.writeUInt32BE(header.program.number, 4);
  message.writeUInt32BE(header.program.version, 8);
  message.writeInt32BE(header.procedure, 12);
  message.writeInt32BE(header.type, 16);
  message.writeUInt32BE(header.serial, 20);
  message.writeInt32BE(header.status, 24);
  return message;
}

/** Reads the header that a frame starts with. */
export function readHeader(reader: XdrReader): Header {
  return {
    program: { number: reader.uint(), version: reader.uint() },
    procedure: reader.int(),
    type: reader.int(),
    serial: reader.uint(),
    status: reader.int(),
  };
}
