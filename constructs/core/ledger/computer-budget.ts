import type { IConstruct } from 'constructs';
import { bytesToText } from '../size';
import { type FullBudget, fullBudget } from './host-budget';
import { Shares } from './shares';

/** What a machine or a service takes of its computer. */
export interface Consumption {
  /** Bytes; undefined if it has no limit. */
  readonly memory?: number;
  /** Virtual processors; undefined if it has no limit. */
  readonly cpus?: number;
  /** Whether it is off. It is counted all the same: nobody asks when it is started. */
  readonly stopped?: boolean;
}

/** The sums of one computer. Memory in bytes, processors in threads and virtual processors; null where nothing is known of what it has. */
export interface ComputerSums {
  readonly computer: string;
  /** The construct paths of its hosts and engines. */
  readonly paths: readonly string[];
  readonly memory: { readonly total: number | null; readonly reserve: number; readonly used: number };
  readonly cpus: { readonly total: number | null; readonly reserve: number; readonly overcommit: number; readonly used: number };
  readonly machines: { readonly count: number; readonly stopped: number; readonly memory: number };
  /** Only a service with a limit has a share of the memory. */
  readonly services: { readonly count: number; readonly unlimited: number; readonly memory: number };
}

/** What one computer has, and who takes what of it. */
export class ComputerBudget {
  readonly owners: IConstruct[] = [];
  private readonly memory = new Shares();
  private readonly cpus = new Shares();
  private readonly machines = { count: 0, stopped: 0, memory: 0 };
  private readonly services = { count: 0, unlimited: 0, memory: 0 };
  private largest: { readonly taker: IConstruct; readonly cpus: number } | undefined;
  budget: FullBudget | undefined;

  constructor(private readonly computer: string) {}

  addMachine(machine: IConstruct, { memory = 0, cpus = 0, stopped = false }: Consumption): void {
    this.memory.add(machine, memory);
    this.cpus.add(machine, cpus);
    this.machines.count++;
    this.machines.stopped += stopped ? 1 : 0;
    this.machines.memory += memory;
    if (cpus > (this.largest?.cpus ?? 0)) {
      this.largest = { taker: machine, cpus };
    }
  }

  addService(service: IConstruct, { memory, cpus = 0 }: Consumption): void {
    this.memory.add(service, memory ?? 0);
    this.cpus.add(service, cpus);
    this.services.count++;
    this.services.unlimited += memory === undefined ? 1 : 0;
    this.services.memory += memory ?? 0;
  }

  /** What does not fit, in words. */
  get problems(): string[] {
    const { budget } = this;
    return budget === undefined ? [] : [...this.memoryProblems(budget), ...this.cpuProblems(budget)];
  }

  get sums(): ComputerSums {
    const { memory, memoryReserve, cpus, cpuReserve, cpuOvercommit } = this.budget ?? fullBudget({});
    return {
      computer: this.computer,
      paths: this.owners.map(({ node }) => node.path),
      memory: { total: memory, reserve: memoryReserve, used: this.memory.sum },
      cpus: { total: cpus, reserve: cpuReserve, overcommit: cpuOvercommit, used: this.cpus.sum },
      machines: this.machines,
      services: this.services,
    };
  }

  private memoryProblems({ memory, memoryReserve }: FullBudget): string[] {
    const used = this.memory.sum;
    if (memory === null || used <= memory - memoryReserve) {
      return [];
    }
    return [
      `machines and services take ${bytesToText(used)} of memory, and it has ${bytesToText(memory - memoryReserve)} for them ` +
        `(${bytesToText(memory)} less a reserve of ${bytesToText(memoryReserve)}): ${this.memory.largest(bytesToText)}. ` +
        `Give them less, move some elsewhere, or correct the host's 'budget'`,
    ];
  }

  private cpuProblems({ cpus, cpuReserve, cpuOvercommit }: FullBudget): string[] {
    if (cpus === null) {
      return [];
    }
    const problems: string[] = [];
    const room = (cpus - cpuReserve) * cpuOvercommit;
    if (this.cpus.sum > room) {
      problems.push(
        `machines and services take ${this.cpus.sum} processors, and it has ${room} for them ` +
          `(${cpus} threads less a reserve of ${cpuReserve}, each shared by ${cpuOvercommit}): ${this.cpus.largest(String)}. ` +
          `Give them fewer, move some elsewhere, or raise 'budget.cpuOvercommit'`,
      );
    }
    if (this.largest && this.largest.cpus > cpus) {
      problems.push(
        `${this.largest.taker.node.path} has ${this.largest.cpus} processors, and the host runs ${cpus} threads: give it fewer`,
      );
    }
    return problems;
  }
}
