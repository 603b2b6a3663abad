import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** A running process. */
export interface ProcessEntry {
  readonly pid: number;
  /** At most 15 characters, as the kernel keeps it. */
  readonly name: string;
  readonly parent: number;
  readonly zombie: boolean;
}

/** Every process that this one can see. */
export function listProcesses(): ProcessEntry[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => {
      // The name stands in parentheses and may itself have some.
      const match = /^(\d+) \((.*)\) (\S) (\d+)/s.exec(readProcess(entry, 'stat'));
      return match ? [{ pid: Number(match[1]), name: match[2] ?? '', zombie: match[3] === 'Z', parent: Number(match[4]) }] : [];
    });
}

/** The process ids of the living processes with a name, those inside containers left out. */
export function processesNamed(...names: readonly string[]): number[] {
  const kernelNames = names.map((name) => name.slice(0, 15));
  return listProcesses()
    .filter(({ name, zombie, pid }) => !zombie && kernelNames.includes(name) && !isContained(pid))
    .map(({ pid }) => pid);
}

/** The arguments of a process; empty when it is gone. */
export function argumentsOf(pid: number): string[] {
  return readProcess(String(pid), 'cmdline').split('\0').filter(Boolean);
}

/** The control groups of a process as the kernel lists them; empty when it is gone. */
export function controlGroupsOf(pid: number): string {
  return readProcess(String(pid), 'cgroup');
}

/** The process that holds a socket, where this user may see it. */
export function holderOfSocket(inode: number): number | undefined {
  return listProcesses().find(({ pid }) => holds(pid, `socket:[${inode}]`))?.pid;
}

function holds(pid: number, target: string): boolean {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).some((descriptor) => {
      try {
        return readlinkSync(join(folder, descriptor)) === target;
      } catch {
        return false;
      }
    });
  } catch {
    return false;
  }
}

// One in a process namespace below this one has a number in each.
function isContained(pid: number): boolean {
  return /^NSpid:\t\d+\t/m.test(readProcess(String(pid), 'status'));
}

function readProcess(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
