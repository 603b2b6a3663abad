import { type Secret, shown, type Size } from '../core';
import { checkModule } from './cloud-init/modules';
import type {
  CloudInitAptSource,
  CloudInitFileSystemOptions,
  CloudInitMountOptions,
  CloudInitNtp,
  CloudInitPowerState,
} from './cloud-init/options';
import { mergedNetwork, type NetworkPart } from './cloud-init/network';
import { checkedFile, type CloudInitContent, type CloudInitFileOptions } from './cloud-init/files';
import { checkedUser, type CloudInitUser } from './cloud-init/users';
import { renderUserData, type UserDataSettings } from './user-data';
import type { Yaml } from './yaml';

const PACKAGE_NAME = /^[a-zA-Z0-9][a-zA-Z0-9+._:-]*$/;

/**
 * What a machine does when it starts for the first time.
 * Immutable: each method returns a copy with more in it, so that machines can share a beginning.
 * Everything is checked against cloud-init's rules at once; what it would skip with a warning in a log of the guest is an error here.
 *
 * @example
 * const base = libvirt.CloudInit.forUser('ops', { sshKeys: [key] }).addPackages('nginx-light');
 * const web = base.addFile('/var/www/html/index.html', '<h1>Hello</h1>');
 */
export class CloudInit {
  /**
   * A system with one user, who can log in with these keys and become root.
   * @throws RangeError if the name cannot be one, or there is no key
   */
  static forUser(name: string, options: Omit<CloudInitUser, 'name'>): CloudInit {
    return new CloudInit({ users: [], packages: [], files: [], commands: [], modules: {}, network: {} }).addUser({ name, ...options });
  }

  private constructor(private readonly settings: UserDataSettings) {}

  /** The user that `labcloud ssh` logs in as: the first one. */
  get user(): string {
    return this.settings.users[0]?.name ?? 'root';
  }

  /** The packages that the machine needs beside those of its image. */
  get packages(): readonly string[] {
    return this.settings.packages;
  }

  /** What the network configuration has beside the machine's own interfaces. */
  get network(): NetworkPart {
    return this.settings.network;
  }

  /** @throws RangeError if a name cannot be one or is there already, nobody could log in, or a password is not hashed */
  addUser(user: CloudInitUser): CloudInit {
    return this.with({ users: [...this.settings.users, checkedUser(user, this.settings.users)] });
  }

  /** @throws RangeError if a name cannot be that of a package */
  addPackages(...names: string[]): CloudInit {
    const strange = names.find((name) => !PACKAGE_NAME.test(name));
    if (strange !== undefined) {
      throw new RangeError(`a package's name must match ${PACKAGE_NAME.source}, got '${strange}'`);
    }
    return this.with({ packages: [...new Set([...this.settings.packages, ...names])] });
  }

  /**
   * Writes a file, byte for byte.
   * @param content a text, written as UTF-8, or bytes
   * @throws RangeError if the path is not absolute or has a file already, or an option cannot be one
   */
  addFile(path: string, content: string | Uint8Array, options: CloudInitFileOptions = {}): CloudInit {
    return this.withFile(path, content, { permissions: '0644', ...options });
  }

  /**
   * Writes a secret into a file, byte for byte. The machine's user-data is then in no state and no plan.
   * @param options `permissions`: by default '0600'
   * @throws RangeError if the path is not absolute or has a file already, or an option cannot be one
   */
  addSecretFile(path: string, secret: Secret, options: CloudInitFileOptions = {}): CloudInit {
    return this.withFile(path, secret, { permissions: '0600', ...options });
  }

  /**
   * Runs a command after packages and files, as root.
   * @param command a line for the shell, or a program with its arguments
   * @throws RangeError if it is empty
   */
  addCommand(command: string | readonly string[]): CloudInit {
    return this.with({ commands: [...this.settings.commands, checkedCommand(command)] });
  }

  /**
   * Runs a command as root each time the machine starts, before disks are mounted and packages are there.
   * @throws RangeError if it is empty
   */
  addBootCommand(command: string | readonly string[]): CloudInit {
    return this.append('bootcmd', [checkedCommand(command)]);
  }

  /**
   * Mounts a file system whenever the machine starts.
   * @param device a path such as `/dev/vdc`, `LABEL=media`, or an export such as `nas.lan:/media`
   * @throws RangeError if the path is not absolute or an option cannot be one
   */
  addMount(device: string, path: string, options: CloudInitMountOptions = {}): CloudInit {
    if (!path.startsWith('/')) {
      throw new RangeError(`${device} must be mounted at an absolute path, got '${path}'`);
    }
    const { type = 'auto', options: words = 'defaults,nofail', pass = 2 } = options;
    const network = /^(nfs4?|cifs)$/.test(type) ? `${words},_netdev` : words;
    return this.append('mounts', [[device, path, type, network, '0', String(pass)]]);
  }

  /**
   * Makes a file system on a disk that has none.
   * @param device e.g. `/dev/vdc`
   * @throws RangeError if a part of it cannot be one
   */
  addFileSystem(device: string, options: CloudInitFileSystemOptions = {}): CloudInit {
    const { type = 'ext4', label, overwrite = false, mountAt } = options;
    const made = this.append('fs_setup', [
      { device, filesystem: type, partition: 'none', overwrite, ...(label !== undefined && { label }) },
    ]);
    return mountAt === undefined ? made : made.addMount(device, mountAt, { type });
  }

  /**
   * Lets the machine trust a certificate authority.
   * @param pem its certificate
   * @throws RangeError if it is not in PEM form
   */
  addCertificateAuthority(pem: string): CloudInit {
    const { trusted = [] } = (this.settings.modules['ca_certs'] ?? {}) as { trusted?: readonly Yaml[] };
    return this.withSettings({ ca_certs: { trusted: [...trusted, pem] } });
  }

  /**
   * Adds a source of packages.
   * @param name of its file, e.g. `docker`
   * @throws RangeError if a part of it cannot be one
   */
  addAptSource(name: string, { source, key }: CloudInitAptSource): CloudInit {
    const apt = (this.settings.modules['apt'] ?? {}) as { readonly sources?: Record<string, Yaml> };
    const file = { source, filename: `${name}.list`, ...(key !== undefined && { key }) };
    return this.withSettings({ apt: { ...apt, sources: { ...apt.sources, [name]: file } } });
  }

  /**
   * Adds to the network configuration (version 2): bridges, bonds, VLANs, more words about an interface. The machine's first interface is called
   * `primary`, one of `attachNetwork` like its network. A guest reads it at its first start.
   * @throws RangeError if cloud-init would not take it
   */
  addNetworkConfig(part: NetworkPart): CloudInit {
    return this.with({ network: mergedNetwork(this.settings.network, part) });
  }

  /** @throws RangeError if it cannot be one, e.g. `Europe/Berlin` */
  withTimezone(timezone: string): CloudInit {
    return this.withSettings({ timezone });
  }

  /**
   * The language of the system. Another one than `C.UTF-8` needs the package `locales` on Debian.
   * @throws RangeError if it cannot be one, e.g. `de_DE.UTF-8`
   */
  withLocale(locale: string): CloudInit {
    return this.withSettings({ locale });
  }

  /**
   * The full name that the machine knows itself by. It has to begin with the machine's own name, as the part before the first dot becomes its host name.
   * @param fqdn e.g. `web.lab.example`
   * @throws RangeError if it cannot be one
   */
  withDomainName(fqdn: string): CloudInit {
    return this.withSettings({ fqdn, manage_etc_hosts: true });
  }

  /** @throws RangeError if a server cannot be one */
  withNtp({ servers = [], pools = [] }: CloudInitNtp): CloudInit {
    return this.withSettings({
      ntp: { enabled: true, ...(servers.length > 0 && { servers: [...servers] }), ...(pools.length > 0 && { pools: [...pools] }) },
    });
  }

  /** Memory on the root disk for what the machine does not need in its own. */
  withSwap(size: Size, file = '/swapfile'): CloudInit {
    return this.withSettings({ swap: { filename: file, size: size.bytes, maxsize: size.bytes } });
  }

  /** What happens when all of this is done. The machine then starts or stays off without a plan that says so. */
  withPowerState({ mode, delay, message, condition }: CloudInitPowerState): CloudInit {
    const minutes = delay === undefined ? 'now' : Math.ceil(delay.seconds / 60);
    return this.withSettings({
      power_state: {
        mode,
        delay: minutes,
        ...(message !== undefined && { message }),
        ...(condition !== undefined && { condition: typeof condition === 'string' ? condition : [...condition] }),
      },
    });
  }

  /**
   * What no method of this class says: any other setting of a `#cloud-config`, under cloud-init's own name, instead of what was there under it.
   * @throws RangeError if cloud-init has no such setting, would not take its value, or a method says it better
   */
  withSettings(settings: Readonly<Record<string, Yaml>>): CloudInit {
    for (const [name, value] of Object.entries(settings)) {
      checkModule(name, value);
    }
    return this.with({ modules: { ...this.settings.modules, ...settings } });
  }

  /** The secrets in it, each once. */
  get secrets(): readonly Secret[] {
    const values = [...this.settings.files.map(({ content }) => content), ...this.settings.users.map(({ password }) => password?.value)];
    return [
      ...new Set(
        values.flatMap((value) => (value === undefined || typeof value === 'string' || value instanceof Uint8Array ? [] : [value])),
      ),
    ];
  }

  /**
   * The document that cloud-init reads. Secrets are not in it: a name in characters of a private use area stands for each.
   * @param options `isDebian`: whether packages are those of Debian, which need not be fetched if the image has them
   */
  render(options: { readonly isDebian: boolean }): string {
    return renderUserData(this.settings, options.isDebian);
  }

  private withFile(path: string, content: CloudInitContent, options: CloudInitFileOptions): CloudInit {
    return this.with({ files: [...this.settings.files, checkedFile(path, content, options, this.settings.files)] });
  }

  private append(name: string, items: readonly Yaml[]): CloudInit {
    return this.withSettings({ [name]: [...((this.settings.modules[name] ?? []) as readonly Yaml[]), ...items] });
  }

  private with(settings: Partial<UserDataSettings>): CloudInit {
    return new CloudInit({ ...this.settings, ...settings });
  }
}

function checkedCommand<T extends string | readonly string[]>(command: T): T {
  if (command.length === 0) {
    throw new RangeError(`a command must not be empty`);
  }
  const word = [command].flat().find((each) => each.includes('\0'));
  if (word !== undefined) {
    throw new RangeError(`a command must not hold NUL, which ends the texts of a process, got ${shown(word.replaceAll('\0', '␀'))}`);
  }
  return command;
}
