import type { Duration } from '../../core';

/** How a file system is mounted. */
export interface CloudInitMountOptions {
  /** @default 'auto' */
  readonly type?: string;
  /**
   * As in `/etc/fstab`. cloud-init's own default is added for a disk that is not there: `nofail`.
   * @default 'defaults,nofail'
   */
  readonly options?: string;
  /**
   * The order of checks when the system starts; 0 for none.
   * @default 2
   */
  readonly pass?: number;
}

/** How a file system is made on a disk that has none. */
export interface CloudInitFileSystemOptions {
  /** @default 'ext4' */
  readonly type?: string;
  /** @default - none */
  readonly label?: string;
  /**
   * Whether what is on the disk is written over. A retained volume of another machine would be lost.
   * @default false
   */
  readonly overwrite?: boolean;
  /**
   * Where it is mounted.
   * @default - nowhere
   */
  readonly mountAt?: string;
}

/** What a machine does when it starts for the first time has ended. */
export interface CloudInitPowerState {
  readonly mode: 'poweroff' | 'reboot' | 'halt';
  /**
   * In whole minutes.
   * @default - at once
   */
  readonly delay?: Duration;
  /** What those who are logged in read. @default - nothing */
  readonly message?: string;
  /** A command; nothing happens unless it exits with 0. @default - none */
  readonly condition?: string | readonly string[];
}

/** Where a machine gets its time. */
export interface CloudInitNtp {
  /** @default - none */
  readonly servers?: readonly string[];
  /** @default - the distribution's, if there are no servers */
  readonly pools?: readonly string[];
}

/** One more source of packages of a Debian or Ubuntu. */
export interface CloudInitAptSource {
  /** A line of `sources.list`, or `ppa:…`. */
  readonly source: string;
  /** The armoured key that it is signed with. @default - one that the system trusts already */
  readonly key?: string;
}
