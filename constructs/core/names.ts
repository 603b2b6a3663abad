import { hash } from 'node:crypto';
import type { IConstruct } from 'constructs';
import { ConfigError } from './config-error';

const LAB_ID = /^[a-z][a-z0-9-]{0,15}$/;
/** The namespace of every UUID that labcloud makes: v5 of the DNS name `labcloud.dev`. */
const NAMESPACE = Buffer.from('f20ce85c4a045ad580c4af536f53bec7', 'hex');

/** Whether `text` can be a lab's id: 1 to 16 lower-case letters, digits and hyphens, beginning with a letter. */
export function isLabId(text: string): boolean {
  return LAB_ID.test(text);
}

/** A thousand machines have a disk and a seed each. */
const kebabs = new Map<string, string>();

/** An id in kebab-case: `WebServer2` becomes `web-server-2`. */
export function kebab(id: string): string {
  let name = kebabs.get(id);
  if (name === undefined) {
    name = toKebab(id);
    kebabs.set(id, name);
  }
  return name;
}

function toKebab(id: string): string {
  return id
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .replace(/([A-Za-z])(\d)/g, '$1-$2')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase();
}

/** As in logical ids, these do not show: they are the main part of what is above them. */
const HIDDEN_IDS = new Set(['Default', 'Resource']);

/**
 * The name of `construct` within `placement` (a host or an engine), without the lab's id: its path below it in kebab-case.
 * @throws ConfigError if nothing of the ids is a letter or digit, or the name is longer than a host name may be (63)
 */
export function nameBelow(placement: IConstruct, construct: IConstruct): string {
  const ids: string[] = [];
  for (let current: IConstruct | undefined = construct; current && current !== placement; current = current.node.scope) {
    if (!HIDDEN_IDS.has(current.node.id)) {
      ids.unshift(kebab(current.node.id));
    }
  }
  const name = ids.filter((id) => id !== '').join('-');
  if (name === '' || name.length > 63) {
    throw new ConfigError(
      construct,
      `the name made from this path must have 1 to 63 characters, got '${name}': choose other construct ids`,
    );
  }
  return name;
}

/** The UUID (version 5) of what `kind` calls `name` in a lab: the same on every run and every host. */
export function stableUuid(labId: string, kind: string, name: string): string {
  const hex = hash('sha1', Buffer.concat([NAMESPACE, Buffer.from(`${labId}/${kind}/${name}`)]));
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/**
 * The MAC address of a machine's network interface, in QEMU's range, lower case as libvirt writes it.
 * @param which 0 for the first interface, for others the name of their network
 */
export function macAddress(labId: string, name: string, which: 0 | string): string {
  const hex = hash('sha256', `${labId}/${name}/${which}`);
  return `52:54:00:${hex.slice(0, 2)}:${hex.slice(2, 4)}:${hex.slice(4, 6)}`;
}

/** The bridge device of a network: short enough for the kernel (15 characters), different for each lab. */
export function bridgeName(labId: string, name: string): string {
  return `lab${hash('sha256', `${labId}/${name}`).slice(0, 8)}`;
}

/** The first 8 hexadecimal digits of the SHA-256 of a description, for ids that follow their content. */
export function contentHash(description: unknown): string {
  return hash('sha256', JSON.stringify(description)).slice(0, 8);
}
