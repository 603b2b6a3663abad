/** One value of ASN.1 in DER: tag, length, content. */
function tlv(tag: number, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag]), lengthOf(body.length), body]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  return length < 0x100 ? Buffer.from([0x81, length]) : Buffer.from([0x82, length >> 8, length & 0xff]);
}

/** The few kinds of ASN.1 values that a certificate needs; none may be longer than 64 KiB. */
export const der = {
  sequence: (...items: Buffer[]): Buffer => tlv(0x30, ...items),
  set: (...items: Buffer[]): Buffer => tlv(0x31, ...items),
  /** An unsigned integer. */
  integer: (bytes: Buffer): Buffer => tlv(0x02, (bytes[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes),
  boolean: (value: boolean): Buffer => tlv(0x01, Buffer.from([value ? 0xff : 0])),
  bits: (bytes: Buffer, unused = 0): Buffer => tlv(0x03, Buffer.from([unused]), bytes),
  octets: (bytes: Buffer): Buffer => tlv(0x04, bytes),
  text: (value: string): Buffer => tlv(0x0c, Buffer.from(value)),
  /** A point in time: as X.509 has it, with two digits for the years until 2049. */
  time: (date: Date): Buffer => {
    const digits = date.toISOString().replace(/[-:T]/g, '').slice(0, 14);
    return date.getUTCFullYear() < 2050 ? tlv(0x17, Buffer.from(`${digits.slice(2)}Z`)) : tlv(0x18, Buffer.from(`${digits}Z`));
  },
  /** A context-specific value, constructed or primitive. */
  context: (number: number, content: Buffer, constructed = true): Buffer => tlv((constructed ? 0xa0 : 0x80) | number, content),
  /** An object identifier by its encoded bytes. */
  oid: (hex: string): Buffer => tlv(0x06, Buffer.from(hex, 'hex')),
};
