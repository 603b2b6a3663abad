import { createHash } from 'node:crypto';
import { escapeTemplate, type Secret } from '../core';
import { toYaml, type Yaml } from './yaml';

/** The agent through which the host learns of the guest's addresses and asks it to freeze its disks. */
const AGENT = 'qemu-guest-agent';

/** What a machine's user data is made from. */
export interface UserDataSettings {
  readonly users: readonly { readonly name: string; readonly sudo: boolean; readonly keys: readonly string[] }[];
  readonly packages: readonly string[];
  readonly files: readonly {
    readonly path: string;
    readonly content: string | Secret;
    readonly permissions: string;
    readonly owner: string;
  }[];
  readonly commands: readonly (string | readonly string[])[];
}

/** Machines that were made from one description share its lists, of which each is then worked out once. */
const knownPackages = new WeakMap<readonly string[], readonly string[]>();
const renderedUsers = new WeakMap<UserDataSettings['users'], string>();

/** The packages that a machine with these settings needs, the guest agent among them. */
export function packagesOf(packages: readonly string[]): readonly string[] {
  let all = knownPackages.get(packages);
  if (all === undefined) {
    all = [...new Set([...packages, AGENT])].sort();
    knownPackages.set(packages, all);
  }
  return all;
}

/** Stands for a secret until the document has been escaped for Terraform: characters of a private use area around the variable's name. */
const placeholder = ({ variable }: Secret): string => `\uf8f0${variable}\uf8f1`;

/** The user data of a machine, as a `#cloud-config` document with placeholders for secrets. */
export function renderUserData(settings: UserDataSettings, isDebian: boolean): string {
  const packages = packagesOf(settings.packages);
  const commands = [...(isDebian ? [installDebian(packages)] : []), ...settings.commands];
  const sections: Record<string, Yaml> = {
    ssh_pwauth: false,
    disable_root: true,
    ...(isDebian ? {} : { package_update: true, packages }),
    ...(settings.files.length > 0 && { write_files: settings.files.map(describeFile) }),
    ...(commands.length > 0 && { runcmd: commands }),
  };
  return `#cloud-config\n${renderUsers(settings.users)}${toYaml(sections)}`;
}

/**
 * A machine's user-data as attributes of its seed. With secrets in it, it is write-only, and a version tells Terraform of changes:
 * the digest of what is no secret, the secrets' own versions among it.
 */
export function userDataAttributes(
  document: string,
  secrets: readonly Secret[],
): { userData: string } | { userDataWo: string; userDataWoVersion: string } {
  const text = escapeTemplate(document);
  if (secrets.length === 0) {
    return { userData: text };
  }
  const known = JSON.stringify([text, secrets.map(({ variable, version }) => [variable, version])]);
  const filled = secrets.reduce((rest, secret) => rest.replaceAll(placeholder(secret), secret.base64), text);
  return { userDataWo: filled, userDataWoVersion: createHash('sha256').update(known).digest('hex').slice(0, 16) };
}

function renderUsers(users: UserDataSettings['users']): string {
  let text = renderedUsers.get(users);
  if (text === undefined) {
    text = toYaml({ users: users.map(describeUser) });
    renderedUsers.set(users, text);
  }
  return text;
}

function describeUser({ name, sudo, keys }: UserDataSettings['users'][number]): Record<string, Yaml> {
  return { name, shell: '/bin/bash', lock_passwd: true, ...(sudo && { sudo: 'ALL=(ALL) NOPASSWD:ALL' }), ssh_authorized_keys: keys };
}

function describeFile(file: UserDataSettings['files'][number]): Record<string, Yaml> {
  const { path, permissions, owner, content } = file;
  const filling: Record<string, Yaml> = typeof content === 'string' ? { content } : { encoding: 'b64', content: placeholder(content) };
  return { path, permissions, owner, ...(/^root\b/.test(owner) ? {} : { defer: true }), ...filling };
}

/** cloud-init's own module would ask the mirrors even for what is installed, which takes minutes without internet. */
function installDebian(packages: readonly string[]): string {
  const names = packages.join(' ');
  return `dpkg -s ${names} >/dev/null 2>&1 || { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ${names}; }`;
}

/** What a guest must know of an interface where no DHCP tells it. */
export interface FixedAddress {
  readonly address: string;
  readonly prefix: number;
  readonly gateway: string;
}

/** One more interface of a machine. */
export interface FurtherInterface {
  /** What its configuration calls it. */
  readonly name: string;
  readonly mac: string;
  readonly fixed?: FixedAddress;
}

/** The network configuration (version 2) of a machine: its interfaces are known by their MAC addresses, whatever the guest calls them. */
export function renderNetworkConfig(mac: string, fixed?: FixedAddress, further: readonly FurtherInterface[] = []): string {
  const addressing: Record<string, Yaml> = fixed
    ? {
        addresses: [`${fixed.address}/${fixed.prefix}`],
        routes: [{ to: '0.0.0.0/0', via: fixed.gateway }],
        nameservers: { addresses: [fixed.gateway] },
      }
    : { dhcp4: true };
  const others = further.map((each): [string, Yaml] => [each.name, { match: { macaddress: each.mac }, ...furtherAddressing(each) }]);
  return toYaml({ version: 2, ethernets: { primary: { match: { macaddress: mac }, ...addressing }, ...Object.fromEntries(others) } });
}

/** The way out is through the first interface alone. */
function furtherAddressing({ fixed }: FurtherInterface): Record<string, Yaml> {
  return fixed ? { addresses: [`${fixed.address}/${fixed.prefix}`] } : { dhcp4: true, 'dhcp4-overrides': { 'use-routes': false } };
}

/** The metadata of a machine. The instance's id never changes, so that a changed seed does not run the first boot again. */
export function renderMetaData(uuid: string, name: string): string {
  return toYaml({ 'instance-id': uuid, 'local-hostname': name });
}
