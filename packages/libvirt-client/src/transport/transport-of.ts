import { ErrorCode } from '../error-code';
import { LibvirtError } from '../errors';
import { type LibvirtURI } from '../uri';
import { SessionDaemon } from './session-daemon';
import { Ssh } from './ssh';
import { type Transport } from './transport';
import { UnixSocket } from './unix-socket';

/**
 * The way to the daemon that a URI names.
 *
 * @throws LibvirtError NO_SUPPORT if there is none
 */
export function transportOf(uri: LibvirtURI): Transport {
  if (uri.transport === 'ssh') return new Ssh(uri);
  if (uri.transport !== 'unix') {
    throw new LibvirtError(
      ErrorCode.NO_SUPPORT,
      `there is no transport '${uri.transport}'; a daemon is reached as 'qemu:///system' or 'qemu+ssh://ops@kvm1.lan/system'`,
    );
  }
  const socket = new UnixSocket(uri.sockets);
  const starts = uri.session && !uri.parameters.has('socket') && process.getuid?.() !== 0;
  return starts ? new SessionDaemon(socket, [`virt${uri.driver}d`, 'libvirtd']) : socket;
}
