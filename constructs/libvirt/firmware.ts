import type { DomainOs } from '@cdktf/provider-libvirt/lib/domain';
import { posix } from 'node:path';
import { escapeTemplate } from '../core';

const VARIABLES_FOLDER = '/var/lib/libvirt/qemu/nvram';

/** How UEFI is chosen. */
export interface UefiOptions {
  /**
   * Whether only what Microsoft's keys vouch for is started, which includes Debian's boot loader and kernels.
   * @default false
   */
  readonly secureBoot?: boolean;
  /**
   * Files of the host to use: the program, and the variables that a machine begins with.
   * @default - what the host has, found by libvirt
   */
  readonly files?: { readonly loader: string; readonly variables: string };
}

/** What starts a machine before its system does. */
export class Firmware {
  /** A BIOS. */
  static readonly BIOS = new Firmware('bios', {});

  /**
   * UEFI. The machine keeps its variables, such as boot entries, until it is destroyed.
   * @throws RangeError if a file has no absolute path
   */
  static uefi(options: UefiOptions = {}): Firmware {
    const relative = Object.values(options.files ?? {}).find((path) => !posix.isAbsolute(path));
    if (relative !== undefined) {
      throw new RangeError(`the files of a Firmware must have absolute paths on the host, got '${relative}'`);
    }
    return new Firmware('uefi', options);
  }

  private constructor(
    readonly kind: 'bios' | 'uefi',
    private readonly options: UefiOptions,
  ) {}

  /** Whether it starts only what is signed. */
  get isSecure(): boolean {
    return this.options.secureBoot ?? false;
  }

  /** Whether the host must have UEFI's own files, because none are named. */
  get isFound(): boolean {
    return this.kind === 'uefi' && this.options.files === undefined;
  }

  /** What of a domain's `os` makes it so. */
  render(domain: string): DomainOs {
    const { files } = this.options;
    const answer = this.isSecure ? 'yes' : 'no';
    if (this.kind === 'bios') {
      return {};
    }
    if (files === undefined) {
      const features = ['secure-boot', 'enrolled-keys'].map((name) => ({ name, enabled: answer }));
      return { firmware: 'efi', firmwareInfo: { features } };
    }
    return {
      loader: escapeTemplate(files.loader),
      loaderReadonly: 'yes',
      loaderType: 'pflash',
      loaderSecure: answer,
      nvRam: { nvRam: `${VARIABLES_FOLDER}/${domain}_VARS.fd`, template: escapeTemplate(files.variables) },
    };
  }
}
