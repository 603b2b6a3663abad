import { ErrorCode } from '../error-code';
import { LibvirtError } from '../errors';
import { type LibvirtURI } from '../uri';
import { type Transport } from './transport';
import { UnixSocket } from './unix-socket';

/**
 * The way to the daemon that a URI names.
 *
 * @throws LibvirtError NO_SUPPORT if there is none
 */
export function transportOf({ transport, sockets }: LibvirtURI): Transport {
  if (transport === 'unix') return new UnixSocket(sockets);
  throw new LibvirtError(
    ErrorCode.NO_SUPPORT,
    `there is no transport '${transport}'; only local daemons can be reached, as 'qemu:///system'`,
  );
}
