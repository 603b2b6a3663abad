import type { Probe, PropNames, Size } from '../core';
import type { CloudImage } from './cloud-image';
import type { CloudInit } from './cloud-init';
import type { Network } from './network';
import type { StoragePool } from './storage-pool';

/** What happens to a machine that exists when something it was made from changes: it stays, or it is made anew with an empty root disk. */
export type ChangePolicy = 'keep' | 'rebuild';

/** Props of a `VirtualMachine`. */
export interface VirtualMachineProps {
  /** What its root disk starts from. */
  readonly image: CloudImage;
  /** Where its disks are. */
  readonly pool: StoragePool;
  readonly network: Network;
  /** What it does when it starts for the first time. */
  readonly cloudInit: CloudInit;
  /**
   * Its address on the network.
   * @default - the one it had last time, else the lowest that is free
   */
  readonly address?: string;
  /**
   * How many virtual processors.
   * @default 1
   */
  readonly cpus?: number;
  /** @default - 1 GiB */
  readonly memory?: Size;
  /**
   * How large its root disk is; it takes only what the guest has written.
   * @default - 10 GiB
   */
  readonly disk?: Size;
  /**
   * Whether it starts with its host.
   * @default false
   */
  readonly autostart?: boolean;
  /**
   * Whether it runs.
   * @default true
   */
  readonly running?: boolean;
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

/** The names of `VirtualMachineProps`. */
export const VIRTUAL_MACHINE_PROPS: PropNames<VirtualMachineProps> = {
  image: true,
  pool: true,
  network: true,
  cloudInit: true,
  address: true,
  cpus: true,
  memory: true,
  disk: true,
  autostart: true,
  running: true,
  onUserDataChange: true,
  onImageChange: true,
  probes: true,
};
