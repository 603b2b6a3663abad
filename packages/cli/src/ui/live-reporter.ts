import { Listr, ListrLogger, type ListrTask, ProcessOutput } from 'listr2';
import { type Progress, type Reporter, type Step, formatSeconds } from './progress';

/** Redraws the running steps in place: for terminals. */
export class LiveReporter implements Reporter {
  async step<T>(title: string, run: (progress: Progress) => Promise<T>): Promise<T> {
    const results: T[] = [];
    await this.list([
      {
        title,
        run: async (progress) => {
          results.push(await run(progress));
        },
      },
    ]);
    return results[0] as T;
  }

  together(steps: readonly Step[]): Promise<void> {
    return this.list(steps);
  }

  note(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  private async list(steps: readonly Step[]): Promise<void> {
    // Every step ends before the first error is thrown: a sibling must not go on unseen.
    const errors: unknown[] = [];
    const tasks = steps.map<ListrTask>(({ title, run }) => ({
      title,
      task: async (_context, task) => {
        const begin = performance.now();
        try {
          await run({ update: (text) => (task.output = text) });
          task.title = `${title} (${formatSeconds((performance.now() - begin) / 1000)})`;
        } catch (error) {
          errors.push(error);
          throw new Error(`${title}: failed`, { cause: error });
        }
      },
    }));
    await new Listr(tasks, {
      concurrent: true,
      exitOnError: false,
      rendererOptions: {
        // Standard output is for results.
        logger: new ListrLogger({ processOutput: new ProcessOutput(process.stderr, process.stderr) }),
        collapseErrors: true,
        showErrorMessage: false,
        collapseSkips: true,
      },
      registerSignalListeners: false,
    }).run();
    if (errors.length > 0) {
      throw errors[0];
    }
  }
}
