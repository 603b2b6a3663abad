import { type Secret, shown } from '../../core';
import type { UserDataSettings } from '../user-data';

const PERMISSIONS = /^0?[0-7]{3,4}$/;
const OWNER = /^[a-z_][a-z0-9_-]*(?::[a-z_][a-z0-9_-]*)?$/;

/** What a file holds. */
export type CloudInitContent = string | Uint8Array | Secret;

/** How a file is written. */
export interface CloudInitFileOptions {
  /** @default '0644' */
  readonly permissions?: string;
  /**
   * User, or user and group: `www-data:www-data`. Another owner than root gets the file after users and packages.
   * @default 'root:root'
   */
  readonly owner?: string;
  /**
   * Whether it is added to the end of what the file has.
   * @default false
   */
  readonly append?: boolean;
  /**
   * Whether it is written after users and packages are there, and so over what a package brings.
   * @default - true for another owner than root
   */
  readonly defer?: boolean;
}

type FileSettings = UserDataSettings['files'][number];

/**
 * A file, as user-data has one.
 * @throws RangeError if the path is not absolute or has a file already, or an option cannot be one
 */
export function checkedFile(
  path: string,
  content: CloudInitContent,
  { permissions = '0644', owner = 'root:root', append = false, defer = !/^root\b/.test(owner) }: CloudInitFileOptions,
  others: readonly FileSettings[],
): FileSettings {
  if (!path.startsWith('/') || path.endsWith('/') || /[\0\n]/.test(path)) {
    throw new RangeError(`a file must have an absolute path, got '${path}'`);
  }
  if (!append && others.some((file) => file.path === path)) {
    throw new RangeError(`file '${path}' is there already: add it once, or 'append' to it`);
  }
  // A number, 0o644, would be read as the digits of 420.
  if (typeof permissions !== 'string' || !PERMISSIONS.test(permissions)) {
    throw new RangeError(`'permissions' of '${path}' must be octal, e.g. '0644', got ${shown(permissions)}`);
  }
  if (!OWNER.test(owner)) {
    throw new RangeError(`'owner' of '${path}' must be a user, or user:group, got '${owner}'`);
  }
  return { path, content, permissions, owner, append, defer };
}
