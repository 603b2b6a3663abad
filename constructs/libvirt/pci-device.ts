import type { DomainDevicesHostdevs } from '@cdktf/provider-libvirt/lib/domain';

const ADDRESS = /^(?:([0-9a-f]{4}):)?([0-9a-f]{2}):([01][0-9a-f])\.([0-7])$/i;

/** A PCI device of the host that is given to a machine, such as a graphics card. The provider refuses one that the host has not. */
export class PciDevice {
  /**
   * @param address as `lspci -D` writes it, e.g. `0000:06:00.0`
   * @throws RangeError if it cannot be one
   */
  static at(address: string): PciDevice {
    const [, domain = '0000', bus, slot, part] = ADDRESS.exec(address) ?? [];
    if (bus === undefined || slot === undefined || part === undefined) {
      throw new RangeError(`the address of a PciDevice must look like '0000:06:00.0', as lspci -D writes it, got '${address}'`);
    }
    return new PciDevice(`${domain}:${bus}:${slot}.${part}`.toLowerCase(), [domain, bus, slot, part]);
  }

  private constructor(
    /** Its address in full. */
    readonly address: string,
    private readonly parts: readonly [string, string, string, string],
  ) {}

  /** The device. */
  render(): DomainDevicesHostdevs {
    const [domain, bus, slot, part] = this.parts.map((digits) => Number.parseInt(digits, 16));
    return { managed: true, subsysPci: { source: { address: { domain, bus, slot, function: part } } } };
  }
}
