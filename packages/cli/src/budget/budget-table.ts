import { formatBytes } from '../host/system/bytes';
import type { Manifest, ManifestComputer, ManifestPool } from '../project/manifest';
import { formatTable } from '../ui/table';

/** All sums of an app. */
export type Budget = NonNullable<Manifest['budget']>;

/** Whether everything that something is known of fits. */
export function fits({ computers, pools }: Budget): boolean {
  return computers.every((computer) => memoryFits(computer) && cpusFit(computer)) && pools.every(poolFits);
}

/** The sums as people read them. */
export function describeBudget({ computers, pools }: Budget): string {
  const parts = [
    formatTable(
      ['COMPUTER', 'MEMORY', 'PROCESSORS', 'MACHINES', 'SERVICES'],
      computers.map((computer) => [
        computer.computer,
        memoryOf(computer),
        cpusOf(computer),
        machinesOf(computer.machines),
        servicesOf(computer.services),
      ]),
    ),
    ...(pools.length === 0
      ? []
      : [
          '',
          formatTable(
            ['POOL', 'STORAGE', 'VOLUMES'],
            pools.map((pool) => [pool.path, storageOf(pool), String(pool.volumes)]),
          ),
        ]),
    ...(computers.some(({ memory }) => memory.total === null)
      ? ['', "Nothing is known of some: run 'labcloud hosts', or give a 'budget'."]
      : []),
  ];
  return parts.join('\n');
}

function memoryFits({ memory }: ManifestComputer): boolean {
  return memory.total === null || memory.used <= memory.total - memory.reserve;
}

function cpusFit({ cpus }: ManifestComputer): boolean {
  return cpus.total === null || cpus.used <= (cpus.total - cpus.reserve) * cpus.overcommit;
}

function poolFits({ capacity, overcommit, used }: ManifestPool): boolean {
  return capacity === null || used <= capacity * overcommit;
}

function memoryOf(computer: ManifestComputer): string {
  const { used, total, reserve } = computer.memory;
  return total === null
    ? formatBytes(used)
    : `${formatBytes(used)} of ${formatBytes(total - reserve)} (${formatBytes(total)} less ${formatBytes(reserve)})${mark(memoryFits(computer))}`;
}

function cpusOf(computer: ManifestComputer): string {
  const { used, total, reserve, overcommit } = computer.cpus;
  return total === null
    ? String(used)
    : `${used} of ${(total - reserve) * overcommit} (${total} threads less ${reserve}, each ${overcommit} times)${mark(cpusFit(computer))}`;
}

function storageOf(pool: ManifestPool): string {
  const { used, capacity, overcommit } = pool;
  const times = overcommit === 1 ? '' : ` (${formatBytes(capacity ?? 0)}, promised ${overcommit} times)`;
  return capacity === null
    ? formatBytes(used)
    : `${formatBytes(used)} of ${formatBytes(capacity * overcommit)}${times}${mark(poolFits(pool))}`;
}

function machinesOf({ count, stopped, memory }: ManifestComputer['machines']): string {
  return `${count}${stopped > 0 ? `, ${stopped} of them off` : ''}: ${formatBytes(memory)}`;
}

function servicesOf({ count, unlimited, memory }: ManifestComputer['services']): string {
  return `${count}${unlimited > 0 ? `, ${unlimited} without limit` : ''}: ${formatBytes(memory)}`;
}

function mark(fit: boolean): string {
  return fit ? '' : ' !';
}
