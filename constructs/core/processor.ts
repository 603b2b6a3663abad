/** The processor that guests see where their program names none. */
export interface Processor {
  /** libvirt's name for it. */
  readonly mode: string;
  /**
   * What is to be different about it.
   * @default - nothing
   */
  readonly features?: readonly { readonly name: string; readonly policy: string }[];
}

// "Fast" string instructions are run byte by byte by QEMU's emulator (TCG): with them Linux spent two fifths of its own time in a boot on clearing pages.
const SLOW_WHEN_EMULATED = ['erms'];

/** All that an accelerator offers: the host's own processor, or what QEMU emulates, less what is slower there than doing without. */
export function processorUnder(accelerator: 'kvm' | 'qemu'): Processor {
  return accelerator === 'kvm'
    ? { mode: 'host-passthrough' }
    : { mode: 'maximum', features: SLOW_WHEN_EMULATED.map((name) => ({ name, policy: 'disable' })) };
}
