import type { IConstruct } from 'constructs';
import { bytesToText } from '../size';
import { Shares } from './shares';

/** The sums of one storage pool, in bytes. */
export interface PoolSums {
  readonly path: string;
  readonly computer: string;
  readonly folder: string;
  /** Null where nothing is known of what it has. */
  readonly capacity: number | null;
  readonly overcommit: number;
  /** What its volumes promise to guests; images are not among them. */
  readonly used: number;
  readonly volumes: number;
}

/** What a storage pool has, and which volumes take what of it. */
export class PoolBudget {
  private readonly shares = new Shares();
  private volumes = 0;

  constructor(
    readonly pool: IConstruct,
    private readonly place: Pick<PoolSums, 'computer' | 'folder'>,
    private readonly capacity: number | null,
    private readonly overcommit: number,
  ) {}

  addVolume(volume: IConstruct, capacity: number): void {
    this.shares.add(volume, capacity);
    this.volumes++;
  }

  /** What does not fit, in words. */
  get problems(): string[] {
    const { capacity, overcommit, shares } = this;
    if (capacity === null || shares.sum <= capacity * overcommit) {
      return [];
    }
    const room =
      overcommit === 1
        ? bytesToText(capacity)
        : `${bytesToText(Math.floor(capacity * overcommit))} for them (${bytesToText(capacity)}, promised ${overcommit} times)`;
    return [
      `volumes take ${bytesToText(shares.sum)} when they are full, and the pool has ${room}: ${shares.largest(bytesToText)}. ` +
        `Make them smaller, or raise 'overcommit' if they never fill up together`,
    ];
  }

  get sums(): PoolSums {
    const { capacity, overcommit, volumes } = this;
    return { path: this.pool.node.path, ...this.place, capacity, overcommit, used: this.shares.sum, volumes };
  }
}
