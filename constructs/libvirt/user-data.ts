import { toYaml, type Yaml } from './yaml';

/** The agent through which the host learns of the guest's addresses and asks it to freeze its disks. */
const AGENT = 'qemu-guest-agent';

/** What a machine's user data is made from. */
export interface UserDataSettings {
  readonly users: readonly { readonly name: string; readonly sudo: boolean; readonly keys: readonly string[] }[];
  readonly packages: readonly string[];
  readonly files: readonly { readonly path: string; readonly content: string; readonly permissions: string; readonly owner: string }[];
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

/** The user data of a machine, as a `#cloud-config` document. */
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
  return { path, permissions, owner, ...(/^root\b/.test(owner) ? {} : { defer: true }), content };
}

/** cloud-init's own module would ask the mirrors even for what is installed, which takes minutes without internet. */
function installDebian(packages: readonly string[]): string {
  const names = packages.join(' ');
  return `dpkg -s ${names} >/dev/null 2>&1 || { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ${names}; }`;
}

/** The network configuration (version 2) of a machine: its interface is known by its MAC address, whatever the guest calls it. */
export function renderNetworkConfig(
  mac: string,
  fixed?: { readonly address: string; readonly prefix: number; readonly gateway: string },
): string {
  const addressing: Record<string, Yaml> = fixed
    ? {
        addresses: [`${fixed.address}/${fixed.prefix}`],
        routes: [{ to: '0.0.0.0/0', via: fixed.gateway }],
        nameservers: { addresses: [fixed.gateway] },
      }
    : { dhcp4: true };
  return toYaml({ version: 2, ethernets: { primary: { match: { macaddress: mac }, ...addressing } } });
}

/** The metadata of a machine. The instance's id never changes, so that a changed seed does not run the first boot again. */
export function renderMetaData(uuid: string, name: string): string {
  return toYaml({ 'instance-id': uuid, 'local-hostname': name });
}
