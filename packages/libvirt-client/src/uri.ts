import { homedir } from 'node:os';
import { join } from 'node:path';
import { ErrorCode } from './error-code';
import { LibvirtError } from './errors';

/** The parts of a libvirt URI such as `qemu:///system` or `qemu+ssh://ops@kvm1/system?socket=/run/x`. */
export interface LibvirtURI {
  /** The hypervisor driver, such as `qemu`. */
  driver: string;
  /** How the daemon is reached: `unix` for a local one, else what the scheme names. */
  transport: string;
  user: string | undefined;
  host: string | undefined;
  port: number | undefined;
  /** What the daemon is asked to open: the URI without the parts that only say how to reach it. */
  name: string;
  /** Paths of the daemon's socket, the likeliest first. */
  sockets: string[];
}

const SCHEME = /^([a-z0-9]+)(?:\+([a-z0-9]+))?:$/;
// Parameters for the transport; the daemon does not know them.
const TRANSPORT_PARAMETERS = [
  'socket',
  'name',
  'mode',
  'command',
  'keyfile',
  'no_verify',
  'netcat',
  'proxy',
  'authfile',
  'known_hosts',
  'sshauth',
];

/**
 * Takes a libvirt URI apart.
 *
 * @throws LibvirtError INVALID_ARG if it is not one
 */
export function parseURI(uri: string, environment: NodeJS.ProcessEnv = process.env): LibvirtURI {
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  const scheme = url && SCHEME.exec(url.protocol);
  const driver = scheme?.[1];
  if (!url || !driver) throw new LibvirtError(ErrorCode.INVALID_ARG, `'${uri}' is not a libvirt URI; expected one like 'qemu:///system'`);
  const socket = url.searchParams.get('socket');
  const name = url.searchParams.get('name') ?? openName(driver, url);
  return {
    driver,
    transport: scheme[2] ?? (url.hostname ? 'tls' : 'unix'),
    user: decodeURIComponent(url.username) || undefined,
    host: url.hostname || undefined,
    port: url.port ? Number(url.port) : undefined,
    name,
    sockets: socket ? [socket] : defaultSockets(driver, url.pathname === '/session', environment),
  };
}

function openName(driver: string, url: URL): string {
  const parameters = new URLSearchParams(url.search);
  for (const parameter of TRANSPORT_PARAMETERS) parameters.delete(parameter);
  const query = parameters.toString();
  return `${driver}://${url.pathname}${query && `?${query}`}`;
}

function defaultSockets(driver: string, session: boolean, environment: NodeJS.ProcessEnv): string[] {
  const runtime = environment['XDG_RUNTIME_DIR'];
  const cache = environment['XDG_CACHE_HOME'] ?? join(environment['HOME'] ?? homedir(), '.cache');
  const directory = session ? join(runtime ?? cache, 'libvirt') : '/var/run/libvirt';
  // Modular daemons leave the monolithic socket to a proxy or away; where theirs exists, it is the one in use.
  return [join(directory, `virt${driver}d-sock`), join(directory, 'libvirt-sock')];
}
