/** A TCP socket that waits for connections. */
export interface Listener {
  readonly address: string;
  readonly port: number;
  readonly inode: number;
}

const LISTENS = '0A';
const ANY = ['0.0.0.0', '::'];

/** The listening sockets in the content of `/proc/net/tcp` or `/proc/net/tcp6`. */
export function parseListeners(procNetTcp: string): Listener[] {
  return procNetTcp
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === LISTENS)
    .map((fields) => {
      const [address = '', port = '0'] = (fields[1] ?? '').split(':');
      return { address: formatAddress(address), port: Number.parseInt(port, 16), inode: Number(fields[9]) };
    });
}

/** Whether a listener keeps another from the same port: equal addresses, or one of them is every address. */
export function collides(one: Pick<Listener, 'address' | 'port'>, other: Pick<Listener, 'address' | 'port'>): boolean {
  return one.port === other.port && (one.address === other.address || ANY.includes(one.address) || ANY.includes(other.address));
}

// The kernel prints 32-bit words as the machine's integers: on x86 the bytes of each come in reverse.
function formatAddress(hexadecimal: string): string {
  const bytes = Buffer.from(hexadecimal, 'hex').swap32();
  if (bytes.length === 4) {
    return bytes.join('.');
  }
  const mapped = bytes.subarray(0, 10).every((byte) => byte === 0) && bytes.readUInt16BE(10) === 0xffff;
  if (mapped) {
    return bytes.subarray(12).join('.');
  }
  if (bytes.every((byte) => byte === 0)) {
    return '::';
  }
  return bytes.subarray(0, 15).every((byte) => byte === 0) && bytes[15] === 1
    ? '::1'
    : (bytes.toString('hex').match(/.{4}/g) ?? []).join(':');
}
