import type { DomainCpu } from '@cdktf/provider-libvirt/lib/domain';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** What a named processor has beyond its model, and what not. */
export interface CpuModelOptions {
  /** @default - nothing beyond the model */
  readonly require?: readonly string[];
  /** @default - nothing */
  readonly disable?: readonly string[];
}

/** The processor that a guest sees. */
export class CpuModel {
  /** All that its host has: that of the host under KVM, all that QEMU knows, and does fast, under emulation. Machines with it move only between equal hosts. */
  static readonly HOST = new CpuModel(undefined, {});

  /**
   * A model that libvirt knows by name, e.g. `Nehalem`: the same on every host.
   * @throws RangeError if the model or a feature cannot be one, or a feature is both required and disabled
   */
  static named(model: string, options: CpuModelOptions = {}): CpuModel {
    const { require = [], disable = [] } = options;
    const strange = [model, ...require, ...disable].find((name) => !NAME.test(name));
    if (strange !== undefined) {
      throw new RangeError(`models and features of a CpuModel must match ${NAME.source}, got '${strange}'`);
    }
    const torn = require.find((name) => disable.includes(name));
    if (torn !== undefined) {
      throw new RangeError(`the feature '${torn}' of ${model} is both required and disabled: choose`);
    }
    return new CpuModel(model, options);
  }

  private constructor(
    private readonly model: string | undefined,
    private readonly options: CpuModelOptions,
  ) {}

  /**
   * The processor as Terraform describes it.
   * @param ofHost what it is when it is all that the host has
   */
  render(ofHost: DomainCpu): DomainCpu {
    if (this.model === undefined) {
      return ofHost;
    }
    const { require = [], disable = [] } = this.options;
    const features = [...require.map((name) => ({ name, policy: 'require' })), ...disable.map((name) => ({ name, policy: 'disable' }))];
    return { mode: 'custom', match: 'exact', model: this.model, ...(features.length > 0 && { features }) };
  }
}
