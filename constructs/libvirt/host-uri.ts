import { isAbsolute } from 'node:path';
import type { IConstruct } from 'constructs';
import { ConfigError, LabApp, LabStack, shown } from '../core';

/** A host's URI, with its relative paths seen from two folders. */
export interface HostUri {
  /** From the project's folder. */
  readonly fromProject: string;
  /** From the stack's folder, in which Terraform runs. */
  readonly fromStack: string;
}

/** The parameters that are paths on this machine. */
const PATHS = ['keyfile', 'known_hosts'];
/** What the lab trusted when it saw it first. */
const LAB_KNOWN_HOSTS = { known_hosts: '.labcloud/known_hosts', known_hosts_verify: 'auto' };

/**
 * Reads the URI of a host. One that is reached through ssh gets the lab's own list of known hosts, unless it names another.
 * @throws ConfigError if it is not a libvirt URI of this machine or of one that ssh reaches
 */
export function hostUriOf(scope: IConstruct, uri: string): HostUri {
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  const [, transport = 'unix'] = /^[a-z0-9]+(?:\+([a-z0-9]+))?:$/.exec(url?.protocol ?? '') ?? ['', undefined];
  if (!url || !/^[a-z0-9+]+:\/\/.*\/.+/.test(uri)) {
    throw problem(scope, `be a libvirt URI like 'qemu:///system' or 'qemu+ssh://ops@kvm1.lan/system'`, uri);
  }
  if (url.password !== '') {
    throw new ConfigError(scope, `'uri' must not hold a password, which would be found in Terraform's files: let ssh use a key`);
  }
  if (url.hostname === '' ? transport !== 'unix' : transport !== 'ssh') {
    throw problem(scope, `reach this machine as 'qemu:///system', or another one through ssh as 'qemu+ssh://ops@kvm1.lan/system'`, uri);
  }
  const given = [...new URLSearchParams(url.search.replaceAll('+', '%2B'))];
  const trusts = transport !== 'ssh' || given.some(([name]) => name === 'known_hosts' || name === 'known_hosts_verify');
  const parameters = trusts ? given : [...given, ...Object.entries(LAB_KNOWN_HOSTS)];
  const [address = ''] = uri.split('?');
  const write = (place: (path: string) => string): string => {
    const query = parameters.map(([name, value]) => `${name}=${encoded(PATHS.includes(name) ? place(value) : value)}`).join('&');
    return query === '' ? address : `${address}?${query}`;
  };
  const app = LabApp.of(scope);
  const stack = LabStack.of(scope).node.id;
  return {
    fromProject: write((path) => path),
    fromStack: write((path) => (isAbsolute(path) || path.startsWith('~') ? path : app.fromStack(stack, path))),
  };
}

/** Slashes may stay as they are, and are easier to read so. */
function encoded(value: string): string {
  return encodeURIComponent(value).replaceAll('%2F', '/');
}

function problem(scope: IConstruct, rule: string, uri: string): ConfigError {
  return new ConfigError(scope, `'uri' must ${rule}, got ${shown(uri)}`);
}
