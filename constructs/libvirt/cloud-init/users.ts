import type { Secret, SshKey } from '../../core';
import type { UserSettings } from '../user-data';

const USER_NAME = /^[a-z_][a-z0-9_-]{0,31}$/;
/** What crypt(3) makes of a password: its method, then salt and hash. */
const HASH = /^\$(?:1|2[abxy]|5|6|7|y|gy)\$[./A-Za-z0-9$=,]{8,}$/;

/** Somebody who may log in to a machine. */
export interface CloudInitUser {
  readonly name: string;
  /** Keys to log in with; empty for one who has a password, or does not log in. */
  readonly sshKeys: readonly SshKey[];
  /**
   * Whether the user may become root without a password, or a rule of sudo such as `ALL=(root) /usr/bin/systemctl`.
   * @default true
   */
  readonly sudo?: boolean | string;
  /** @default '/bin/bash' */
  readonly shell?: string;
  /** Groups beside the user's own; they must exist, or be in `withSettings({ groups })`. @default - none */
  readonly groups?: readonly string[];
  /** The user's full name. @default - none */
  readonly gecos?: string;
  /** @default - `/home/<name>` */
  readonly homeDirectory?: string;
  /** @default - the next that is free */
  readonly uid?: number;
  /**
   * The password as crypt(3) hashes it (`openssl passwd -6`). It works at the console; through SSH only with `withSettings({ ssh_pwauth: true })`.
   * @default - the user has none
   */
  readonly passwordHash?: string | Secret;
  /**
   * The password itself. It is in no state and no plan, but in the seed that the machine reads.
   * @default - the user has none
   */
  readonly password?: Secret;
}

/**
 * A user, as user-data has one.
 * @throws RangeError if a name cannot be one or is there already, nobody could log in, or a password is not hashed
 */
export function checkedUser(user: CloudInitUser, others: readonly UserSettings[]): UserSettings {
  const { name, sshKeys, sudo = true, shell = '/bin/bash', groups = [], gecos, homeDirectory, uid, passwordHash, password } = user;
  if (!USER_NAME.test(name) || name === 'root') {
    throw new RangeError(`a user's name must match ${USER_NAME.source} and not be root, got '${name}'`);
  }
  if (others.some((other) => other.name === name)) {
    throw new RangeError(`user '${name}' is there already: add it once`);
  }
  if (sshKeys.length === 0 && others.length === 0) {
    throw new RangeError(`'sshKeys' of user '${name}' must not be empty: nobody could log in`);
  }
  const strange = groups.find((group) => !USER_NAME.test(group));
  if (strange !== undefined) {
    throw new RangeError(`'groups' of user '${name}' must be names of groups, got '${strange}'`);
  }
  for (const [prop, path] of Object.entries({ shell, homeDirectory })) {
    if (path !== undefined && !/^\/[^:\s]*$/.test(path)) {
      throw new RangeError(`'${prop}' of user '${name}' must be an absolute path, got '${path}'`);
    }
  }
  if (gecos !== undefined && /[:\n]/.test(gecos)) {
    throw new RangeError(`'gecos' of user '${name}' must have neither colons nor line breaks, got '${gecos}'`);
  }
  if (typeof sudo === 'string' && !/^\S+=\S*.*\S$/.test(sudo)) {
    throw new RangeError(`'sudo' of user '${name}' must be a rule such as 'ALL=(ALL) NOPASSWD:ALL', got '${sudo}'`);
  }
  if (uid !== undefined && (!Number.isInteger(uid) || uid < 1 || uid > 60_000)) {
    throw new RangeError(`'uid' of user '${name}' must be a whole number from 1 to 60000, got ${uid}`);
  }
  if (passwordHash !== undefined && password !== undefined) {
    throw new RangeError(`user '${name}' has a 'password' and a 'passwordHash': choose`);
  }
  if (typeof password === 'string') {
    throw new RangeError(`'password' of user '${name}' must be a Secret, or a 'passwordHash' instead: a text would be in state and plan`);
  }
  if (typeof passwordHash === 'string' && !HASH.test(passwordHash)) {
    throw new RangeError(`'passwordHash' of user '${name}' must be what crypt(3) makes, e.g. by 'openssl passwd -6'; it is not`);
  }
  return {
    name,
    keys: sshKeys.map((key) => key.line),
    sudo,
    shell,
    groups,
    gecos,
    homedir: homeDirectory,
    uid,
    password: passwordHash ? { type: 'hash', value: passwordHash } : password && { type: 'text', value: password },
  };
}
