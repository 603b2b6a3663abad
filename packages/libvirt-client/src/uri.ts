import { homedir } from 'node:os';
import { join } from 'node:path';
import { ErrorCode } from './error-code';
import { LibvirtError } from './errors';
import { isTransportParameter, refusal } from './uri-parameters';

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
  /** Whether it means the daemon of one user instead of the system's. */
  session: boolean;
  /** Names of the daemons' sockets, the likeliest first. */
  socketNames: string[];
  /** Paths of a local daemon's socket, the likeliest first; for another host only the one that the URI names. */
  sockets: string[];
  /** What the URI says to the transport, by libvirt's names. */
  parameters: ReadonlyMap<string, string>;
}

/** What of this process a URI depends on. */
export interface Surroundings {
  environment: NodeJS.ProcessEnv;
  /** The user's number; libvirt gives root no session daemon. */
  uid: number;
}

const SCHEME = /^([a-z0-9]+)(?:\+([a-z0-9]+))?:$/;
/** Where the system's daemons listen. */
export const SYSTEM_DIRECTORY = '/var/run/libvirt';

/**
 * Takes a libvirt URI apart.
 *
 * @throws LibvirtError INVALID_ARG if it is not one, or has a parameter that cannot be heeded
 */
export function parseURI(
  uri: string,
  { environment, uid }: Surroundings = { environment: process.env, uid: process.getuid?.() ?? -1 },
): LibvirtURI {
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  const scheme = url && SCHEME.exec(url.protocol);
  const driver = scheme?.[1];
  if (!url || !driver) throw new LibvirtError(ErrorCode.INVALID_ARG, `'${uri}' is not a libvirt URI; expected one like 'qemu:///system'`);
  const transport = scheme[2] ?? (url.hostname ? 'tls' : 'unix');
  const all = parametersOf(url);
  const parameters = new Map(all.filter(([name]) => isTransportParameter(name)));
  for (const [parameter, value] of parameters) {
    const problem = refusal(transport, parameter, value);
    if (problem) throw new LibvirtError(ErrorCode.INVALID_ARG, `'${parameter}' in '${uri}' ${problem}`);
  }
  const session = url.pathname === '/session';
  const socketNames = namesOfSockets(driver, parameters.get('mode'));
  const socket = parameters.get('socket');
  const directory = session && uid !== 0 ? sessionDirectory(environment) : SYSTEM_DIRECTORY;
  return {
    driver,
    transport,
    user: decodeURIComponent(url.username) || undefined,
    host: url.hostname.replace(/^\[(.*)\]$/, '$1') || undefined,
    port: url.port ? Number(url.port) : undefined,
    name: parameters.get('name') ?? nameOf(driver, url.pathname, all),
    session,
    socketNames,
    sockets: socket ? [socket] : transport === 'unix' ? socketNames.map((name) => join(directory, name)) : [],
    parameters,
  };
}

function parametersOf(url: URL): [string, string][] {
  // In a form a plus is a space, in a libvirt URI it is a plus.
  return [...new URLSearchParams(url.search.replaceAll('+', '%2B'))];
}

function nameOf(driver: string, path: string, parameters: readonly [string, string][]): string {
  const query = new URLSearchParams(parameters.filter(([name]) => !isTransportParameter(name))).toString();
  return `${driver}://${path}${query && `?${query}`}`;
}

function namesOfSockets(driver: string, mode = 'auto'): string[] {
  // Modular daemons leave the monolithic socket to a proxy or away; where theirs exists, it is the one in use.
  const [direct, legacy] = [`virt${driver}d-sock`, 'libvirt-sock'];
  if (mode === 'auto') return [direct, legacy];
  return [mode === 'direct' ? direct : legacy];
}

function sessionDirectory(environment: NodeJS.ProcessEnv): string {
  const cache = environment['XDG_CACHE_HOME'] ?? join(environment['HOME'] ?? homedir(), '.cache');
  return join(environment['XDG_RUNTIME_DIR'] ?? cache, 'libvirt');
}
