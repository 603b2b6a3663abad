import type { ManifestMachine } from '../project/manifest';
import type { StackResource } from '../terraform/stack-json';
import type { StateKind } from './machine-state';

/** A disk that the app gives a machine. */
export interface PlannedDisk {
  /** What the guest's bus calls it, e.g. `vda`. */
  readonly target: string;
  readonly pool: string;
  readonly volume: string;
  /** Terraform's address of the volume. */
  readonly address: string;
  /** In bytes; undefined when it is that of its content. */
  readonly capacity: number | undefined;
  readonly format: string | undefined;
}

/** A machine as the app wants it. */
export interface PlannedMachine {
  /** Terraform's address of the domain. */
  readonly address: string;
  /** The disks that it writes to and whose volumes the app makes. */
  readonly disks: readonly PlannedDisk[];
  /** What it keeps outside its disks. */
  readonly keeps: readonly StateKind[];
}

interface Disk {
  readonly source?: { readonly volume?: { readonly pool?: string; readonly volume?: string } };
  readonly target?: { readonly dev?: string };
  readonly read_only?: boolean;
}

/** Finds a machine and its disks in the resources of its stack; undefined when they have none with its UUID. */
export function plannedMachine(resources: readonly StackResource[], { uuid }: ManifestMachine): PlannedMachine | undefined {
  const domain = resources.find(({ type, values }) => type === 'libvirt_domain' && values['uuid'] === uuid);
  if (!domain) {
    return undefined;
  }
  const { disks = [], tpms = [] } = (domain.values['devices'] ?? {}) as { disks?: readonly Disk[]; tpms?: readonly object[] };
  const { firmware, loader } = (domain.values['os'] ?? {}) as { firmware?: string; loader?: string };
  return {
    address: domain.address,
    keeps: [...((firmware ?? loader) ? (['nvram'] as const) : []), ...(tpms.length > 0 ? (['tpm'] as const) : [])],
    disks: disks.flatMap(({ source, target, read_only: readOnly }) => {
      const { pool, volume } = source?.volume ?? {};
      const found = resources.find(({ type, values }) => type === 'libvirt_volume' && values['pool'] === pool && values['name'] === volume);
      return found && pool && volume && target?.dev && !readOnly ? [{ target: target.dev, pool, volume, ...factsOf(found) }] : [];
    }),
  };
}

function factsOf({ address, values }: StackResource): Pick<PlannedDisk, 'address' | 'capacity' | 'format'> {
  const { capacity, target } = values as { capacity?: number; target?: { format?: { type?: string } } };
  return { address, capacity, format: target?.format?.type };
}
