import type { Probe, PropNames, Size } from '../core';
import type { CloudImage } from './cloud-image';
import type { CloudInit } from './cloud-init';
import type { InstallMedia } from './install-media';
import type { KernelBoot } from './kernel-boot';
import { MACHINE_HARDWARE_PROPS, type MachineHardwareProps } from './machine-hardware-props';
import type { Network } from './network';
import type { Preset } from './preset';
import type { SecurityGroup } from './security/security-group';
import type { StoragePool } from './storage-pool';
import type { DiskFormat } from './volume';

/** What happens to a machine that exists when something it was made from changes: it stays, or it is made anew with an empty root disk. */
export type ChangePolicy = 'keep' | 'rebuild';

/** What a machine can do. */
export type Power = 'running' | 'paused' | 'stopped';

/** Props of a `VirtualMachine`. */
export interface VirtualMachineProps extends MachineHardwareProps {
  /**
   * What it has where its other props say nothing.
   * @default - the defaults of each prop
   */
  readonly preset?: Preset;
  /**
   * What its root disk starts from.
   * @default - nothing: `install` or `kernel` must be given
   */
  readonly image?: CloudImage;
  /**
   * What a system is installed from on its empty root disk.
   * @default - nothing
   */
  readonly install?: InstallMedia;
  /** Where its disks are. */
  readonly pool: StoragePool;
  readonly network: Network;
  /**
   * What may connect to it; nobody else may then.
   * @default - none: everybody who reaches its network may, until its `connections` allow somebody by name
   */
  readonly securityGroups?: readonly SecurityGroup[];
  /**
   * What it does when it starts for the first time; required with an `image`. Without it nothing is known of the guest: nobody waits for
   * more than its `probes`, or logs in.
   * @default - nothing
   */
  readonly cloudInit?: CloudInit;
  /**
   * Its address on the network, of IPv6 where that has no other.
   * @default - the one it had last time, else the lowest that is free
   */
  readonly address?: string;
  /**
   * How many virtual processors.
   * @default 1
   */
  readonly cpus?: number;
  /**
   * How many it can have without a restart: `cpus` then changes while it runs.
   * @default - `cpus`
   */
  readonly maxCpus?: number;
  /** @default - 1 GiB */
  readonly memory?: Size;
  /**
   * How much it can have without a restart: `memory` then changes while it runs. The host must have room for all of it, which the guest
   * has until it gives the rest back.
   * @default - `memory`
   */
  readonly maxMemory?: Size;
  /**
   * Whether it has a CD-ROM drive, which can only be built in while it is off. Media are put in with `insert`, and change while it runs.
   * @default - only with `install`
   */
  readonly drive?: boolean;
  /**
   * How large its root disk is; it takes only what the guest has written.
   * @default - 10 GiB; none for a machine that has only a `kernel`
   */
  readonly disk?: Size;
  /**
   * How its root disk is stored.
   * @default 'qcow2'
   */
  readonly diskFormat?: DiskFormat;
  /**
   * Whether it starts with its host.
   * @default false
   */
  readonly autostart?: boolean;
  /**
   * What it does. A paused machine keeps its memory, and no time passes in it.
   * @default 'running'
   */
  readonly power?: Power;
  /**
   * What a changed `cloudInit` does to a machine that exists.
   * @default 'keep'
   */
  readonly onUserDataChange?: ChangePolicy;
  /**
   * What another `image` does to a machine that exists.
   * @default 'keep'
   */
  readonly onImageChange?: ChangePolicy;
  /**
   * How one can tell that it serves.
   * @default - none: it is ready when it can be logged in to
   */
  readonly probes?: readonly Probe[];
}

/**
 * Where the system of a machine comes from: an image with what cloud-init does to it, a medium that it is installed from, or a kernel.
 * An image and a medium exclude each other.
 */
export type MachineSource =
  | { readonly image: CloudImage; readonly cloudInit: CloudInit; readonly install?: undefined; readonly diskFormat?: 'qcow2' }
  | { readonly install: InstallMedia; readonly image?: undefined }
  | { readonly kernel: KernelBoot; readonly image?: undefined; readonly install?: undefined };

/** The names of `VirtualMachineProps`. */
export const VIRTUAL_MACHINE_PROPS: PropNames<VirtualMachineProps> = {
  ...MACHINE_HARDWARE_PROPS,
  preset: true,
  image: true,
  install: true,
  pool: true,
  network: true,
  securityGroups: true,
  cloudInit: true,
  address: true,
  cpus: true,
  maxCpus: true,
  memory: true,
  maxMemory: true,
  drive: true,
  disk: true,
  diskFormat: true,
  autostart: true,
  power: true,
  onUserDataChange: true,
  onImageChange: true,
  probes: true,
};
