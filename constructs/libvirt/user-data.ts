import { createHash } from 'node:crypto';
import { escapeTemplate, type Secret } from '../core';
import type { NetworkPart } from './cloud-init/network';
import type { Ipv6Place } from './network-place';
import { toYaml, type Yaml } from './yaml';

/** The agent through which the host learns of the guest's addresses and asks it to freeze its disks. */
const AGENT = 'qemu-guest-agent';

/** All of it stands in Terraform's state and in every plan. */
const MOST_BYTES = 1 << 20;

/** What a machine's user data is made from. */
export interface UserDataSettings {
  readonly users: readonly UserSettings[];
  readonly packages: readonly string[];
  readonly files: readonly {
    readonly path: string;
    readonly content: string | Uint8Array | Secret;
    readonly permissions: string;
    readonly owner: string;
    readonly append: boolean;
    readonly defer: boolean;
  }[];
  readonly commands: readonly (string | readonly string[])[];
  /** What else stands at the top of the document. */
  readonly modules: Readonly<Record<string, Yaml>>;
  /** What the network configuration has beside the machine's own interfaces. */
  readonly network: NetworkPart;
}

/** Somebody who may log in. */
export interface UserSettings {
  readonly name: string;
  readonly keys: readonly string[];
  readonly sudo: boolean | string;
  readonly shell: string;
  readonly groups: readonly string[];
  readonly gecos: string | undefined;
  readonly homedir: string | undefined;
  readonly uid: number | undefined;
  readonly password: { readonly type: 'hash' | 'text'; readonly value: string | Secret } | undefined;
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
/** The same for one that stands in the document as it is, not in Base64. */
const plainPlaceholder = ({ variable }: Secret): string => `\uf8f2${variable}\uf8f3`;

/**
 * The user data of a machine, as a `#cloud-config` document with placeholders for secrets.
 * @throws RangeError if it is too large
 */
export function renderUserData(settings: UserDataSettings, isDebian: boolean): string {
  const packages = packagesOf(settings.packages);
  const commands = [...(isDebian ? [installDebian(packages)] : []), ...settings.commands];
  const passwords = settings.users.flatMap(({ name, password }) => (password ? [{ name, ...describePassword(password) }] : []));
  const sections: Record<string, Yaml> = {
    ssh_pwauth: false,
    disable_root: true,
    ...(isDebian ? {} : { package_update: true, packages }),
    ...settings.modules,
    ...(passwords.length > 0 && { chpasswd: { expire: false, users: passwords } }),
    ...(settings.files.length > 0 && { write_files: settings.files.map(describeFile) }),
    ...(commands.length > 0 && { runcmd: commands }),
  };
  return checkedDocument(`#cloud-config\n${renderUsers(settings.users)}${toYaml(sections)}`);
}

function checkedDocument(document: string): string {
  const bytes = Buffer.byteLength(document);
  if (bytes > MOST_BYTES) {
    throw new RangeError(
      `the user-data of a machine must have at most ${MOST_BYTES} bytes, got ${bytes}: put what is large into the image, a volume or a shared folder`,
    );
  }
  return document;
}

/**
 * A machine's user-data as attributes of its seed. With secrets in it, it is write-only, and a version tells Terraform of changes:
 * the digest of what is no secret, the secrets' own versions among it.
 */
export function userDataAttributes(
  document: string,
  secrets: readonly Secret[],
): { userData: string } | { userDataWo: string; userDataWoVersion: string } {
  if (secrets.length === 0) {
    return { userData: escapeTemplate(document) };
  }
  const known = JSON.stringify([escapeTemplate(document), secrets.map(({ variable, version }) => [variable, version])]);
  // Terraform's JSON is a quoted text of YAML as well.
  const values = new Map(
    secrets.flatMap((secret) => [
      [placeholder(secret), secret.base64],
      [`"${plainPlaceholder(secret)}"`, secret.json],
    ]),
  );
  const parts = document.split(new RegExp(`(${[...values.keys()].join('|')})`));
  const filled = parts.map((part) => values.get(part) ?? escapeTemplate(part)).join('');
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

function describeUser(user: UserSettings): Record<string, Yaml> {
  const { name, shell, sudo, keys, groups, gecos, homedir, uid, password } = user;
  return {
    name,
    shell,
    lock_passwd: password === undefined,
    ...(sudo !== false && { sudo: sudo === true ? 'ALL=(ALL) NOPASSWD:ALL' : sudo }),
    ...(groups.length > 0 && { groups }),
    ...(gecos !== undefined && { gecos }),
    ...(homedir !== undefined && { homedir }),
    ...(uid !== undefined && { uid }),
    ...(keys.length > 0 && { ssh_authorized_keys: keys }),
  };
}

function describePassword({ type, value }: NonNullable<UserSettings['password']>): Record<string, Yaml> {
  return { password: typeof value === 'string' ? value : plainPlaceholder(value), type };
}

function describeFile(file: UserDataSettings['files'][number]): Record<string, Yaml> {
  const { path, permissions, owner, append, defer } = file;
  return { path, permissions, owner, ...(append && { append }), ...(defer && { defer }), ...filling(file.content) };
}

function filling(content: UserDataSettings['files'][number]['content']): Record<string, Yaml> {
  if (typeof content === 'string') {
    return { content };
  }
  return { encoding: 'b64', content: content instanceof Uint8Array ? Buffer.from(content).toString('base64') : placeholder(content) };
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

/** The addresses of an interface, as far as the guest has to be told. */
export interface InterfaceAddresses {
  /** @default - DHCP tells */
  readonly fixed?: FixedAddress;
  /** @default - none */
  readonly ipv6?: Ipv6Place;
  /**
   * Whether it has no IPv4.
   * @default false
   */
  readonly ipv6Alone?: boolean;
}

/** One more interface of a machine. */
export interface FurtherInterface extends InterfaceAddresses {
  /** What its configuration calls it. */
  readonly name: string;
  readonly mac: string;
}

/**
 * The network configuration (version 2) of a machine: its interfaces are known by their MAC addresses, whatever the guest calls them.
 * @param part what it has beside; its words about `primary` or another interface of the machine come on top
 */
export function renderNetworkConfig(
  mac: string,
  addresses: InterfaceAddresses = {},
  further: readonly FurtherInterface[] = [],
  part: NetworkPart = {},
): string {
  const { fixed, ipv6 } = addresses;
  const addressing: Record<string, Yaml> = {
    ...ownAddresses(addresses),
    ...(fixed && { routes: [{ to: '0.0.0.0/0', via: fixed.gateway }] }),
    // Of a route to ::/0, cloud-init before 23.1 makes one to ::/64 for all but netplan.
    ...(ipv6?.gateway !== undefined && { gateway6: ipv6.gateway }),
    ...(fixed && { nameservers: { addresses: [fixed.gateway] } }),
    ...nameservers(ipv6),
  };
  const own: Record<string, Record<string, Yaml>> = { primary: { match: { macaddress: mac }, ...addressing } };
  for (const each of further) {
    own[each.name] = { match: { macaddress: each.mac }, ...furtherAddressing(each) };
  }
  const { ethernets, ...others } = part;
  for (const [name, words] of Object.entries(ethernets ?? {})) {
    own[name] = { ...own[name], ...words };
  }
  return toYaml({ version: 2, ethernets: own, ...others });
}

/** The way out is through the first interface alone. */
function furtherAddressing(addresses: InterfaceAddresses): Record<string, Yaml> {
  const { fixed, ipv6, ipv6Alone } = addresses;
  const hasDhcp = !fixed && ipv6Alone !== true;
  return { ...ownAddresses(addresses), ...(hasDhcp && { 'dhcp4-overrides': { 'use-routes': false } }), ...nameservers(ipv6) };
}

/** IPv6 addresses are given rather than asked for: DHCPv6 knows guests by an identifier that not every system makes of its hardware address. */
function ownAddresses({ fixed, ipv6, ipv6Alone = false }: InterfaceAddresses): Record<string, Yaml> {
  const own = [fixed, ipv6].flatMap((each) => (each ? [`${each.address}/${each.prefix}`] : []));
  return {
    ...(fixed ? {} : { dhcp4: !ipv6Alone }),
    // All that a router would tell is here.
    ...(ipv6?.isComplete && { 'accept-ra': false }),
    ...(own.length > 0 && { addresses: own }),
  };
}

function nameservers(ipv6: Ipv6Place | undefined): Record<string, Yaml> {
  if (ipv6?.dns === undefined) {
    return {};
  }
  const { server, domain } = ipv6.dns;
  return { nameservers: { addresses: [server], ...(domain !== undefined && { search: [domain] }) } };
}

/** The metadata of a machine. The instance's id never changes, so that a changed seed does not run the first boot again. */
export function renderMetaData(uuid: string, name: string): string {
  return toYaml({ 'instance-id': uuid, 'local-hostname': name });
}
