import type { IConstruct } from 'constructs';
import { checkSize } from '../checked-props';
import { ConfigError } from '../config-error';
import { type PropNames, refuseUnknownProps } from '../known-props';
import { Size } from '../size';

/** What a computer keeps for itself. */
export interface HostReserve {
  /** @default - 4 GiB or a tenth, whichever is more, but at most a quarter */
  readonly memory?: Size;
  /** Threads. @default - 2, but at most a quarter */
  readonly cpus?: number;
}

/** What machines and services of a computer may take together. */
export interface HostBudget {
  /**
   * All that the computer has.
   * @default - what `labcloud hosts` read; without it memory is not counted against anything
   */
  readonly memory?: Size;
  /**
   * How many threads its processors run at once.
   * @default - what `labcloud hosts` read; without it processors are not counted against anything
   */
  readonly cpus?: number;
  /** What of it is not for machines and services. */
  readonly reserve?: HostReserve;
  /**
   * How many virtual processors share a thread that is not reserved.
   * @default 4
   */
  readonly cpuOvercommit?: number;
}

const BUDGET_NAMES: PropNames<HostBudget> = { memory: true, cpus: true, reserve: true, cpuOvercommit: true };
const RESERVE_NAMES: PropNames<HostReserve> = { memory: true, cpus: true };
const CPU_OVERCOMMIT = 4;
const MOST_CPUS = 8192;

/** A budget with everything that was left out; null is unlimited. Memory in bytes, processors in threads. */
export interface FullBudget {
  readonly memory: number | null;
  readonly memoryReserve: number;
  readonly cpus: number | null;
  readonly cpuReserve: number;
  readonly cpuOvercommit: number;
}

/** Fills a budget up with what was measured and with defaults. */
export function fullBudget(
  { memory, cpus, reserve, cpuOvercommit = CPU_OVERCOMMIT }: HostBudget,
  measured: { readonly memory?: number; readonly cpus?: number } = {},
): FullBudget {
  const bytes = memory?.bytes ?? measured.memory ?? null;
  const threads = cpus ?? measured.cpus ?? null;
  return {
    memory: bytes,
    memoryReserve: reserve?.memory?.bytes ?? (bytes === null ? 0 : defaultMemoryReserve(bytes)),
    cpus: threads,
    cpuReserve: reserve?.cpus ?? (threads === null ? 0 : Math.min(2, Math.floor(threads / 4))),
    cpuOvercommit,
  };
}

function defaultMemoryReserve(bytes: number): number {
  const mebibyte = Size.mebibytes(1).bytes;
  const wanted = Math.max(Size.gibibytes(4).bytes, bytes / 10);
  return Math.floor(Math.min(wanted, bytes / 4) / mebibyte) * mebibyte;
}

/** @throws ConfigError if a number is none, or the reserve is more than there is */
export function checkBudget(scope: IConstruct, budget: HostBudget): void {
  const { memory, cpus, reserve = {}, cpuOvercommit } = budget;
  refuseUnknownProps(scope, budget, BUDGET_NAMES);
  refuseUnknownProps(scope, reserve, RESERVE_NAMES);
  checkSize(scope, 'budget.memory', memory);
  checkSize(scope, 'budget.reserve.memory', reserve.memory);
  if (cpus !== undefined && !(Number.isInteger(cpus) && cpus >= 1 && cpus <= MOST_CPUS)) {
    throw new ConfigError(scope, `'budget.cpus' must be a whole number of threads from 1 to ${MOST_CPUS}, got ${cpus}`);
  }
  if (cpuOvercommit !== undefined && !(cpuOvercommit > 0 && cpuOvercommit <= 64)) {
    throw new ConfigError(scope, `'budget.cpuOvercommit' must be a number above 0 and up to 64, got ${cpuOvercommit}`);
  }
  if (reserve.cpus !== undefined && !(Number.isInteger(reserve.cpus) && reserve.cpus >= 0)) {
    throw new ConfigError(scope, `'budget.reserve.cpus' must be a whole number of at least 0, got ${reserve.cpus}`);
  }
  if (cpus !== undefined && reserve.cpus !== undefined && reserve.cpus >= cpus) {
    throw new ConfigError(scope, `'budget.reserve.cpus' must leave something of 'budget.cpus', ${cpus}, got ${reserve.cpus}`);
  }
  if (memory !== undefined && reserve.memory !== undefined && !reserve.memory.isLessThan(memory)) {
    throw new ConfigError(
      scope,
      `'budget.reserve.memory' must leave something of 'budget.memory', ${memory.toString()}, got ${reserve.memory.toString()}`,
    );
  }
}
