import { ErrorCode } from './error-code';
import { LibvirtError } from './errors';
import { type KeepAliveOptions } from './keep-alive';
import { connectProcedures } from './procedures/connect';
import { read, write } from './procedures/procedure';
import { type Link } from './wire/link';
import { flags, int, list, nothing, optional, text } from './xdr/codec';

const AUTHENTICATION = { NONE: 0, SASL: 1, POLKIT: 2 } as const;
const KEEP_ALIVE_FEATURE = 10;

const authList = read<[], number[]>(66, [], list(int, 20));
const authPolkit = write<[], number>(70, [], int);
const connectOpen = write<[name: string, flags?: number], undefined>(1, [optional(text), flags], nothing);
const connectClose = write<[], undefined>(2, [], nothing);

/** Makes a fresh link usable: authenticates, opens the hypervisor connection, begins to ping. */
export async function openConnection(link: Link, name: string, keepAlive: KeepAliveOptions | undefined): Promise<void> {
  // Until the methods are listed, the daemon counts the client as not authenticated and refuses the rest.
  await authenticate(link);
  const [, pings] = await Promise.all([
    link.call(connectOpen, [name]),
    keepAlive && link.call(connectProcedures.connectSupportsFeature, [KEEP_ALIVE_FEATURE]),
  ]);
  if (keepAlive && pings) link.watch(keepAlive);
}

/** Asks for anything that changes nothing, to see whether a link still stands. */
export async function tryConnection(link: Link): Promise<void> {
  await link.call(connectProcedures.connectSupportsFeature, [KEEP_ALIVE_FEATURE]);
}

/** Tells the daemon that nothing more comes. */
export function closeConnection(link: Link): Promise<void> {
  return link.call(connectClose, []);
}

async function authenticate(link: Link): Promise<void> {
  const methods = await link.call(authList, []);
  const [method = AUTHENTICATION.NONE] = methods;
  if (methods.includes(AUTHENTICATION.NONE) || method === AUTHENTICATION.NONE) return;
  if (method === AUTHENTICATION.POLKIT) return void (await link.call(authPolkit, []));
  throw new LibvirtError(ErrorCode.AUTH_FAILED, 'the daemon demands SASL authentication, which this client does not speak');
}
