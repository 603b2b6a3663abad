import type { IConstruct } from 'constructs';
import { ConfigError } from '../config-error';
import { ComputerBudget, type ComputerSums, type Consumption } from './computer-budget';
import { checkBudget, fullBudget, type HostBudget } from './host-budget';
import { PoolBudget, type PoolSums } from './pool-budget';

export type { ComputerSums } from './computer-budget';
export type { PoolSums } from './pool-budget';

/** All sums of an app. */
export interface BudgetSheet {
  readonly computers: readonly ComputerSums[];
  readonly pools: readonly PoolSums[];
}

/** What of a computer was measured. */
interface Measured {
  readonly memory?: number;
  readonly cpus?: number;
}

const MOST_OVERCOMMIT = 1000;

/** Who takes what of the memory, the processors and the storage of each computer. */
export class Budgets {
  private readonly computers = new Map<string, ComputerBudget>();
  private readonly declared = new Map<string, IConstruct>();
  private readonly pools = new Map<IConstruct, PoolBudget>();

  /**
   * Adds a host or an engine, and checks the sums of its computer when the app is synthesized.
   * @param budget what its program says that it has
   * @param measured what was found there, for what the program does not say
   * @throws ConfigError if the budget cannot be one, or somebody else of that computer has declared one
   */
  addOwner(computer: string, owner: IConstruct, budget: HostBudget | undefined, measured: Measured | undefined): void {
    const entry = this.of(computer);
    entry.owners.push(owner);
    if (entry.owners.length === 1) {
      owner.node.addValidation({ validate: () => (isReport() ? [] : entry.problems) });
    }
    if (budget) {
      checkBudget(owner, budget);
      const other = this.declared.get(computer);
      if (other) {
        throw new ConfigError(owner, `'budget' of ${computer} is already declared by ${other.node.path}: declare it once`);
      }
      this.declared.set(computer, owner);
    }
    if (budget || (measured && entry.budget === undefined)) {
      entry.budget = fullBudget(budget ?? {}, measured);
    }
  }

  addMachine(computer: string, machine: IConstruct, consumption: Consumption): void {
    this.of(computer).addMachine(machine, consumption);
  }

  addService(computer: string, service: IConstruct, consumption: Consumption): void {
    this.of(computer).addService(service, consumption);
  }

  /**
   * Adds a storage pool, and checks its sum when the app is synthesized.
   * @throws ConfigError if `overcommit` cannot be one
   */
  addPool(
    pool: IConstruct,
    { computer, folder, capacity, overcommit = 1 }: Pick<PoolSums, 'computer' | 'folder' | 'capacity'> & { overcommit?: number },
  ): void {
    if (!(overcommit >= 1 && overcommit <= MOST_OVERCOMMIT)) {
      throw new ConfigError(pool, `'overcommit' must be a number from 1 to ${MOST_OVERCOMMIT}, got ${overcommit}`);
    }
    const entry = new PoolBudget(pool, { computer, folder }, capacity, overcommit);
    this.pools.set(pool, entry);
    pool.node.addValidation({ validate: () => (isReport() ? [] : entry.problems) });
  }

  addVolume(pool: IConstruct, volume: IConstruct, capacity: number): void {
    this.pools.get(pool)?.addVolume(volume, capacity);
  }

  get sheet(): BudgetSheet {
    return {
      computers: [...this.computers.values()].map(({ sums }) => sums),
      pools: [...this.pools.values()].map(({ sums }) => sums),
    };
  }

  private of(computer: string): ComputerBudget {
    let entry = this.computers.get(computer);
    if (!entry) {
      entry = new ComputerBudget(computer);
      this.computers.set(computer, entry);
    }
    return entry;
  }
}

/** Whether the sums are asked for, and not whether they fit. */
function isReport(): boolean {
  return process.env.LABCLOUD_BUDGET === 'report';
}
