import type { Secret, SshKey } from '../core';
import { renderUserData, type UserDataSettings } from './user-data';

const USER_NAME = /^[a-z_][a-z0-9_-]{0,31}$/;
const PACKAGE_NAME = /^[a-zA-Z0-9][a-zA-Z0-9+._:-]*$/;
const PERMISSIONS = /^0?[0-7]{3,4}$/;
const OWNER = /^[a-z_][a-z0-9_-]*(?::[a-z_][a-z0-9_-]*)?$/;

/** Somebody who may log in to a machine. */
export interface CloudInitUser {
  readonly name: string;
  readonly sshKeys: readonly SshKey[];
  /**
   * Whether the user may become root without a password.
   * @default true
   */
  readonly sudo?: boolean;
}

/** How a file is written. */
export interface CloudInitFileOptions {
  /** @default '0644' */
  readonly permissions?: string;
  /**
   * User, or user and group: `www-data:www-data`. Another owner than root gets the file after users and packages.
   * @default 'root:root'
   */
  readonly owner?: string;
}

/**
 * What a machine does when it starts for the first time.
 * Immutable: each method returns a copy with more in it, so that machines can share a beginning.
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
    return new CloudInit({ users: [], packages: [], files: [], commands: [] }).addUser({ name, ...options });
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

  /** @throws RangeError if the name cannot be one or is there already, or there is no key */
  addUser(user: CloudInitUser): CloudInit {
    if (!USER_NAME.test(user.name) || user.name === 'root') {
      throw new RangeError(`a user's name must match ${USER_NAME.source} and not be root, got '${user.name}'`);
    }
    if (user.sshKeys.length === 0) {
      throw new RangeError(`'sshKeys' of user '${user.name}' must not be empty: nobody could log in`);
    }
    if (this.settings.users.some(({ name }) => name === user.name)) {
      throw new RangeError(`user '${user.name}' is there already: add it once`);
    }
    const { name, sshKeys, sudo = true } = user;
    return this.with({ users: [...this.settings.users, { name, sudo, keys: sshKeys.map((key) => key.line) }] });
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
   * @throws RangeError if the path is not absolute or has a file already, or an option cannot be one
   */
  addFile(path: string, content: string, options: CloudInitFileOptions = {}): CloudInit {
    const { permissions = '0644', owner = 'root:root' } = options;
    this.checkFile(path, permissions, owner);
    return this.with({ files: [...this.settings.files, { path, content, permissions, owner }] });
  }

  /**
   * Writes a secret into a file, byte for byte. The machine's user-data is then in no state and no plan.
   * @param options `permissions`: by default '0600'
   * @throws RangeError if the path is not absolute or has a file already, or an option cannot be one
   */
  addSecretFile(path: string, secret: Secret, options: CloudInitFileOptions = {}): CloudInit {
    const { permissions = '0600', owner = 'root:root' } = options;
    this.checkFile(path, permissions, owner);
    return this.with({ files: [...this.settings.files, { path, content: secret, permissions, owner }] });
  }

  /**
   * Runs a command after packages and files, as root.
   * @param command a line for the shell, or a program with its arguments
   * @throws RangeError if it is empty
   */
  addCommand(command: string | readonly string[]): CloudInit {
    if (command.length === 0) {
      throw new RangeError(`a command must not be empty`);
    }
    return this.with({ commands: [...this.settings.commands, command] });
  }

  /** The secrets in it, each once. */
  get secrets(): readonly Secret[] {
    return [...new Set(this.settings.files.flatMap(({ content }) => (typeof content === 'string' ? [] : [content])))];
  }

  private checkFile(path: string, permissions: string, owner: string): void {
    if (!path.startsWith('/') || path.endsWith('/')) {
      throw new RangeError(`a file must have an absolute path, got '${path}'`);
    }
    if (this.settings.files.some((file) => file.path === path)) {
      throw new RangeError(`file '${path}' is there already: add it once`);
    }
    if (!PERMISSIONS.test(permissions)) {
      throw new RangeError(`'permissions' of '${path}' must be octal, e.g. '0644', got '${permissions}'`);
    }
    if (!OWNER.test(owner)) {
      throw new RangeError(`'owner' of '${path}' must be a user, or user:group, got '${owner}'`);
    }
  }

  /**
   * The document that cloud-init reads. Secrets are not in it: a name in characters of a private use area stands for each.
   * @param options `isDebian`: whether packages are those of Debian, which need not be fetched if the image has them
   */
  render(options: { readonly isDebian: boolean }): string {
    return renderUserData(this.settings, options.isDebian);
  }

  private with(settings: Partial<UserDataSettings>): CloudInit {
    return new CloudInit({ ...this.settings, ...settings });
  }
}
