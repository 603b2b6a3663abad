import type { PropNames } from '../core';
import type { CpuModel } from './cpu-model';
import type { CpuTopology } from './cpu-topology';
import type { Firmware } from './firmware';
import type { Graphics } from './graphics';
import type { KernelBoot } from './kernel-boot';
import type { PciDevice } from './pci-device';
import type { SharedFolder } from './shared-folder';
import type { Tpm } from './tpm';

/** The board of a machine: one with PCI Express (`q35`), or an old one (`pc`), which takes no devices while it runs. */
export type Chipset = 'q35' | 'pc';

/** What a machine can be booted from: its root disk, the medium that a system is installed from, or its network. */
export type BootDevice = 'disk' | 'cdrom' | 'network';

/** What happens to a machine whose guest stops to answer its watchdog. */
export type WatchdogAction = 'reset' | 'shutdown' | 'poweroff' | 'pause' | 'none' | 'dump' | 'inject-nmi';

/** The hardware of a machine, beside processors, memory and disks. */
export interface MachineHardwareProps {
  /** @default - a BIOS */
  readonly firmware?: Firmware;
  /** @default 'q35' */
  readonly chipset?: Chipset;
  /**
   * In which order it looks for a system.
   * @default - its root disk, then the medium that a system is installed from
   */
  readonly bootOrder?: readonly BootDevice[];
  /**
   * A kernel to boot instead of what is on a disk.
   * @default - none
   */
  readonly kernel?: KernelBoot;
  /** @default - all that the host has */
  readonly cpuModel?: CpuModel;
  /**
   * How its processors are arranged; the product must be their number.
   * @default - as libvirt does: a socket each
   */
  readonly cpuTopology?: CpuTopology;
  /** @default - none */
  readonly tpm?: Tpm;
  /**
   * What a watchdog (an Intel 6300ESB) does when the guest, having started it, stops to answer.
   * @default - there is none
   */
  readonly watchdog?: WatchdogAction;
  /** @default - none: there is a serial console */
  readonly graphics?: Graphics;
  /** @default - none */
  readonly sharedFolders?: readonly SharedFolder[];
  /** @default - none */
  readonly pciDevices?: readonly PciDevice[];
  /**
   * A file of the host to which everything goes that the guest writes to its serial console. It is kept when the machine starts again.
   * @default - none
   */
  readonly serialLog?: string;
}

/** The names of `MachineHardwareProps`. */
export const MACHINE_HARDWARE_PROPS: PropNames<MachineHardwareProps> = {
  firmware: true,
  chipset: true,
  bootOrder: true,
  kernel: true,
  cpuModel: true,
  cpuTopology: true,
  tpm: true,
  watchdog: true,
  graphics: true,
  sharedFolders: true,
  pciDevices: true,
  serialLog: true,
};
