import type { IConstruct } from 'constructs';
import { posix } from 'node:path';
import { checkChoice, ConfigError, escapeTemplate } from '../core';

/** The kinds of pool, as libvirt calls them. */
export type PoolKind = 'dir' | 'fs' | 'netfs' | 'logical';

/** libvirt's `<source>` of a pool. */
interface PoolSourceShape {
  readonly device?: { path: string }[];
  readonly host?: { name: string }[];
  readonly dir?: { path: string };
  readonly format?: { type: string };
  readonly name?: string;
}

const GROUP_NAME = /^[A-Za-z0-9_+.][A-Za-z0-9_+.-]{0,126}$/;

/** What a pool is made of, when it is more than a folder of the hypervisor. */
export class PoolSource {
  /**
   * A block device of the hypervisor, mounted on the pool's path. An empty one is formatted; what is on a device is never written over.
   * @param path e.g. `/dev/disk/by-id/…`
   */
  static device(path: string, options: { readonly format?: 'ext4' | 'xfs' } = {}): PoolSource {
    return new PoolSource('fs', { device: [{ path: escapeTemplate(path) }], format: { type: options.format ?? 'ext4' } }, [path]);
  }

  /** A directory that an NFS server exports, mounted on the pool's path. */
  static nfs(server: string, directory: string): PoolSource {
    return new PoolSource(
      'netfs',
      { host: [{ name: escapeTemplate(server) }], dir: { path: escapeTemplate(directory) }, format: { type: 'nfs' } },
      [directory],
    );
  }

  /**
   * An LVM volume group, whose volumes are block devices. It holds raw disks only, and no images.
   * @param options `devices`: what it is made on if it does not exist; they must be empty
   */
  static volumeGroup(name: string, options: { readonly devices?: readonly string[] } = {}): PoolSource {
    const { devices = [] } = options;
    return new PoolSource(
      'logical',
      { name, ...(devices.length > 0 && { device: devices.map((path) => ({ path: escapeTemplate(path) })) }) },
      devices,
    );
  }

  private constructor(
    readonly kind: Exclude<PoolKind, 'dir'>,
    readonly shape: PoolSourceShape,
    private readonly paths: readonly string[],
  ) {}

  /** @throws ConfigError if a path is not absolute, a name is none, or a file system cannot be had */
  check(scope: IConstruct): void {
    if (this.kind === 'fs') {
      checkChoice(scope, 'source.format', this.shape.format?.type, ['ext4', 'xfs']);
    }
    const wrong = this.paths.find((path) => !posix.isAbsolute(path));
    if (wrong !== undefined) {
      throw new ConfigError(scope, `'source' must name absolute paths, got '${wrong}'`);
    }
    if (this.shape.name !== undefined && !GROUP_NAME.test(this.shape.name)) {
      throw new ConfigError(scope, `'source' must name a volume group (letters, digits, '_', '+', '.' and '-'), got '${this.shape.name}'`);
    }
    if (this.shape.host?.some(({ name }) => name === '')) {
      throw new ConfigError(scope, `'source' must name a server, got ''`);
    }
  }
}
