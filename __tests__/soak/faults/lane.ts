import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Canary } from './canary';
import { Durations } from './durations';
import { type Kind, Lab, type Work } from './lab';
import { Machine } from './machine';
import { attempt, describe, type Result, type Trial } from './trial';

/** The size of the file system with the pools. */
const POOL_DISK = '48m';

interface Bench {
  readonly machine: Machine;
  readonly lab: Lab;
  readonly canary: Canary;
  /** What the lab was brought to. */
  position: Work;
}

/** A machine with one lab at a time, on which trials happen one after the other. */
export class Lane {
  readonly durations = new Durations();
  private bench: Bench | undefined;
  private readonly poolDisk: string;

  constructor(
    private readonly name: string,
    private readonly disk: string,
  ) {
    this.poolDisk = join(disk, `pools-${name}`);
    mkdirSync(this.poolDisk);
  }

  /** Which lab it has. */
  get kind(): Kind | undefined {
    return this.bench?.lab.kind;
  }

  /** Makes one trial. */
  async attempt(trial: Trial): Promise<Result> {
    try {
      const bench = await this.prepare(trial.kind);
      await this.bring(bench, trial.start);
      const result = await attempt(trial, bench.lab, bench.canary, this.durations);
      bench.position = trial.work;
      // What went wrong must not be seen in the next trial.
      if (result.problems.length > 0) await this.stop();
      return result;
    } catch (error) {
      await this.stop();
      const problem = `it could not begin: ${(error as Error).stack ?? String(error)}`;
      return { trial, struck: false, notes: '', strays: 0, duration: 0, problems: [problem], state: '', said: [] };
    }
  }

  /** Ends its machine. */
  async stop(): Promise<void> {
    const { bench } = this;
    this.bench = undefined;
    await bench?.machine.stop();
    if (bench) execFileSync('umount', [this.poolDisk]);
  }

  private async prepare(kind: Kind): Promise<Bench> {
    if (this.bench?.lab.kind === kind) return this.bench;
    await this.stop();
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${POOL_DISK},mode=755`, 'tmpfs', this.poolDisk]);
    const machine = await Machine.start(`labtest-faults-${this.name}`, this.disk, this.poolDisk);
    // A lab whose making fails does not keep the machine running.
    const lab = await this.furnish(machine, kind).catch(async (error: unknown) => {
      await machine.stop();
      execFileSync('umount', [this.poolDisk]);
      throw error;
    });
    const bench: Bench = (this.bench = { machine, lab, canary: new Canary(lab.media), position: { destroy: 'all' } });
    if (!this.durations.knows(kind)) {
      await this.durations.measure(bench.lab);
      console.log(`Without faults on ${this.name}:\n${this.durations.toString()}`);
    }
    return bench;
  }

  private async furnish(machine: Machine, kind: Kind): Promise<Lab> {
    const lab = new Lab(machine, kind);
    if (kind === 'docker') await machine.provideDocker();
    await lab.init();
    return lab;
  }

  /** Brings the lab to where a trial begins. */
  private async bring(bench: Bench, start: Work): Promise<void> {
    if (describe(bench.position) !== describe(start)) {
      if ('destroy' in start) {
        if (start.destroy === 'but-data') await bench.lab.complete({ form: 'first' });
        else bench.canary.release();
      }
      await bench.lab.complete(start);
      bench.position = start;
    }
    bench.canary.settle();
  }
}
