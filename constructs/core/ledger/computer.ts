/** The name of the computer that the program is for, in messages. */
const HERE = 'this computer';
/** What stands for no other computer. */
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * The computer that a URI of libvirt or Docker leads to. What two daemons of one computer take, such as ports and subnets, they take from
 * each other.
 */
export function computerOf(uri: string): string {
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  if (url === undefined || url.hostname === '') {
    return HERE;
  }
  const isTunnel = /ssh/.test(url.protocol);
  const name = url.hostname.toLowerCase();
  // Through ssh, another port of an address is often another computer, behind the same gateway; Docker's own port is only that of a daemon.
  const place = isTunnel && url.port !== '' && url.port !== '22' ? `${name}:${url.port}` : name;
  return LOOPBACK.has(place) ? HERE : place;
}
