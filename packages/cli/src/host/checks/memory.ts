import { readFileSync } from 'node:fs';
import type { HostCheck } from '../check';
import { argumentsOf, listProcesses } from '../system/process-table';
import { formatBytes } from '../system/bytes';

/** Whether the machines that do not run yet fit into the memory that is free. */
export const memory: HostCheck = {
  name: 'memory',
  title: 'Memory for machines',
  async probe({ wants }) {
    if (wants.machines.length === 0) {
      return { ok: true, found: 'not needed' };
    }
    const running = runningGuests();
    const waiting = wants.machines.filter(({ uuid }) => !running.has(uuid));
    const needed = waiting.reduce((sum, machine) => sum + machine.memory, 0);
    const free = availableMemory(readFileSync('/proc/meminfo', 'utf8'));
    const found = `${formatBytes(needed)} needed by ${waiting.length} machines to start, ${formatBytes(free)} available`;
    return needed <= free
      ? { ok: true, found }
      : { ok: false, found, fix: 'Stop other work on this machine, or give the machines less memory.' };
  },
};

/** The bytes that new processes can have, swap included, from the content of `/proc/meminfo`. */
export function availableMemory(memInfo: string): number {
  const kibibytes = (field: string): number => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(memInfo)?.[1] ?? 0);
  return (kibibytes('MemAvailable') + kibibytes('SwapFree')) * 1024;
}

function runningGuests(): Set<string> {
  const uuids = listProcesses()
    .filter(({ name }) => name.startsWith('qemu-system'))
    .flatMap(({ pid }) => {
      const words = argumentsOf(pid);
      const at = words.indexOf('-uuid');
      return at < 0 ? [] : words.slice(at + 1, at + 2);
    });
  return new Set(uuids);
}
