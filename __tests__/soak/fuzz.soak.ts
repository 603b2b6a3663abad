import { inspect } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import fc from 'fast-check';
import { fuzzTargets } from '../support/fuzz';
import { type FuzzTarget } from '../support/fuzz/fuzz-target';
import { soakOptions } from './support/soak-options';

/** Megabytes that one target may keep. */
const MEMORY = 256;
/** Seconds without a trial that ends. */
const HANG = 30;
const BATCH = 50;

interface Task {
  readonly index: number;
  readonly trials: number;
  readonly seed: number;
}

/** In a worker: tries one target and reports each batch. */
async function attempt({ index, trials, seed }: Task): Promise<void> {
  const { property } = fuzzTargets[index] as FuzzTarget;
  for (let done = 0; done < trials; done += BATCH) {
    await fc.assert(property, { numRuns: Math.min(BATCH, trials - done), seed: seed + done });
    parentPort?.postMessage(Math.min(done + BATCH, trials));
  }
}

/** Tries one target in a worker of its own; gives what was wrong. */
function watch(task: Task): Promise<string | undefined> {
  return new Promise((resolve) => {
    const worker = new Worker(__filename, { workerData: task, resourceLimits: { maxOldGenerationSizeMb: MEMORY } });
    const hangs = (): void => {
      resolve(`no trial has ended for ${HANG} s`);
      void worker.terminate();
    };
    let timer = setTimeout(hangs, HANG * 1000);
    worker.on('message', () => {
      clearTimeout(timer);
      timer = setTimeout(hangs, HANG * 1000);
    });
    worker.on('error', (error) => resolve(`${error.message}\n${inspect(error.cause)}`));
    worker.on('exit', () => {
      clearTimeout(timer);
      resolve(undefined);
    });
  });
}

async function main(): Promise<void> {
  const { trials, seed } = soakOptions(3000);
  for (const [index, { name }] of fuzzTargets.entries()) {
    const begin = performance.now();
    const problem = await watch({ index, trials, seed });
    const seconds = ((performance.now() - begin) / 1000).toFixed(1);
    console.log(
      `${problem === undefined ? '✓' : '✗'} ${name}: ${trials} trials, ${seconds} s${problem === undefined ? '' : `\n${problem}`}`,
    );
    if (problem !== undefined) process.exitCode = 1;
  }
}

void (isMainThread ? main() : attempt(workerData as Task));
