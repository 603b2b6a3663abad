import { type Progress, type Reporter, type Step, formatSeconds } from './progress';

/** A step says no more than this often how far it is: a log is read, not watched. */
const QUIET_MILLISECONDS = 3000;

/** Writes a line when a step begins, moves on and ends: for pipes, files and CI. */
export class PlainReporter implements Reporter {
  constructor(private readonly out: NodeJS.WritableStream = process.stderr) {}

  async step<T>(title: string, run: (progress: Progress) => Promise<T>): Promise<T> {
    const begin = performance.now();
    const elapsed = (): string => formatSeconds((performance.now() - begin) / 1000);
    let quietUntil = 0;
    this.note(`${title} …`);
    try {
      const result = await run({
        update: (text) => {
          if (performance.now() >= quietUntil) {
            quietUntil = performance.now() + QUIET_MILLISECONDS;
            this.note(`  ${title}: ${text}`);
          }
        },
      });
      this.note(`${title}: done in ${elapsed()}`);
      return result;
    } catch (error) {
      this.note(`${title}: failed after ${elapsed()}`);
      throw error;
    }
  }

  async together(steps: readonly Step[]): Promise<void> {
    const results = await Promise.allSettled(steps.map(({ title, run }) => this.step(title, run)));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) {
      throw failed.reason;
    }
  }

  note(text: string): void {
    this.out.write(`${text}\n`);
  }
}
