import type { DomainDevicesTpms } from '@cdktf/provider-libvirt/lib/domain';

/** A trusted platform module: a program of the host, `swtpm`, that keeps keys and measurements for one machine until it is destroyed. */
export class Tpm {
  /** Version 2.0, as today's systems want it. */
  static readonly V2_0 = new Tpm('tpm-crb', '2.0');
  /** Version 1.2, for old systems. */
  static readonly V1_2 = new Tpm('tpm-tis', '1.2');

  private constructor(
    private readonly model: string,
    private readonly version: string,
  ) {}

  /** The device. */
  render(): DomainDevicesTpms {
    return { model: this.model, backend: { emulator: { version: this.version } } };
  }
}
