import type { DomainOs } from '@cdktf/provider-libvirt/lib/domain';
import { posix } from 'node:path';
import { escapeTemplate } from '../core';
import { CloudImage } from './cloud-image';
import { referenceTo } from './reference';
import type { StoragePool } from './storage-pool';

/** A kernel and what comes with it. */
export interface KernelBootOptions {
  readonly kernel: string;
  /**
   * The initial file system.
   * @default - none
   */
  readonly initrd?: string;
  /**
   * What the kernel is told.
   * @default - nothing
   */
  readonly commandLine?: string;
}

/** Booting a kernel directly, without boot loader and disk. */
export class KernelBoot {
  /** Files of the project, relative to it unless absolute; they are uploaded to the machine's pool. */
  static fromFiles(options: KernelBootOptions): KernelBoot {
    return new KernelBoot(options, true);
  }

  /**
   * Files that the host has.
   * @throws RangeError if a path is not absolute
   */
  static fromHost(options: KernelBootOptions): KernelBoot {
    const relative = [options.kernel, options.initrd].find((path) => path !== undefined && !posix.isAbsolute(path));
    if (relative !== undefined) {
      throw new RangeError(`the files of KernelBoot.fromHost must have absolute paths, got '${relative}'`);
    }
    return new KernelBoot(options, false);
  }

  private constructor(
    private readonly options: KernelBootOptions,
    private readonly uploaded: boolean,
  ) {}

  /** What of a domain's `os` makes it so; its files become volumes of the pool, shared by all machines that boot them. */
  render(pool: StoragePool): DomainOs {
    const { kernel, initrd, commandLine } = this.options;
    const locate = (path: string): string =>
      this.uploaded ? referenceTo(pool.imageVolume(CloudImage.fromFile(path, { format: 'raw' })).resource, 'path') : escapeTemplate(path);
    return {
      kernel: locate(kernel),
      ...(initrd !== undefined && { initrd: locate(initrd) }),
      ...(commandLine !== undefined && { cmdline: escapeTemplate(commandLine) }),
    };
  }
}
