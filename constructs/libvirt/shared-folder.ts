import type { DomainDevicesFilesystems } from '@cdktf/provider-libvirt/lib/domain';
import { posix } from 'node:path';
import { escapeTemplate } from '../core';

const TAG = /^[A-Za-z0-9][A-Za-z0-9._-]{0,35}$/;

/**
 * A folder of the host that a guest sees at once, by virtiofs.
 * The guest mounts it by its tag: `mount -t virtiofs media /srv/media`.
 */
export class SharedFolder {
  /**
   * @param path the folder on the host, which must exist
   * @param tag what the guest mounts it by
   * @throws RangeError if the path is not absolute or the tag cannot be one
   */
  static of(path: string, tag: string): SharedFolder {
    if (!posix.isAbsolute(path) || posix.normalize(path) !== path) {
      throw new RangeError(`a SharedFolder must have an absolute path without '..', got '${path}'`);
    }
    if (!TAG.test(tag)) {
      throw new RangeError(`the tag of a SharedFolder must match ${TAG.source}, got '${tag}'`);
    }
    return new SharedFolder(path, tag);
  }

  private constructor(
    readonly path: string,
    readonly tag: string,
  ) {}

  /** The device. */
  render(): DomainDevicesFilesystems {
    return { driver: { type: 'virtiofs' }, source: { mount: { dir: escapeTemplate(this.path) } }, target: { dir: this.tag } };
  }
}
