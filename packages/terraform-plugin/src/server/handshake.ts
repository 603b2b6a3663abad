import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const COOKIE = { name: 'TF_PLUGIN_MAGIC_COOKIE', value: 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2' };
const CORE_VERSION = 1;
const PROTOCOL_VERSION = 6;
/** Longer paths do not fit into a socket address. */
const MAX_SOCKET_PATH = 100;

/** What Terraform says through the environment when it starts a provider. */
export interface Invitation {
  /** PEM; the only client that may connect. Undefined if Terraform did not ask for TLS. */
  clientCertificate: string | undefined;
  /** Where to listen. */
  socketPath: string;
}

/** Whether this process was started as a provider. */
export function isStartedByTerraform(environment: NodeJS.ProcessEnv): boolean {
  return environment[COOKIE.name] === COOKIE.value;
}

/**
 * Reads Terraform's half of the handshake.
 * @throws Error with a text for the user when the process was not started by Terraform, or by one that is too old
 */
export function readInvitation(environment: NodeJS.ProcessEnv, name: string): Invitation {
  if (!isStartedByTerraform(environment)) {
    throw new Error(
      `This program is the provider "${name}" for Terraform, which starts it by itself.\nNothing is done when it is started by hand.`,
    );
  }
  const versions = (environment['PLUGIN_PROTOCOL_VERSIONS'] ?? String(PROTOCOL_VERSION)).split(',');
  if (!versions.includes(String(PROTOCOL_VERSION))) {
    throw new Error(
      `The provider "${name}" speaks plugin protocol ${PROTOCOL_VERSION}, which this Terraform does not: Terraform 1.0 or later is needed.`,
    );
  }
  const file = `plugin-${randomBytes(8).toString('hex')}`;
  const preferred = join(environment['PLUGIN_UNIX_SOCKET_DIR'] || tmpdir(), file);
  return {
    clientCertificate: environment['PLUGIN_CLIENT_CERT'] || undefined,
    socketPath: preferred.length > MAX_SOCKET_PATH ? join('/tmp', file) : preferred,
  };
}

/** The provider's half of the handshake: the one line on stdout. */
export function handshakeLine(socketPath: string, certificate: Buffer | undefined): string {
  const encoded = certificate?.toString('base64').replace(/=+$/, '') ?? '';
  return `${[CORE_VERSION, PROTOCOL_VERSION, 'unix', socketPath, 'grpc', encoded].join('|')}\n`;
}
