// Runs commands side by side and prints each one's output when it ends, so that lines of two never mix.
import { spawn } from 'node:child_process';

/** Runs one command; resolves to its name, exit status, seconds and output. */
export function runJob(root, { name, command, args, env }) {
  const begin = performance.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (data) => (output += data));
    child.stderr.on('data', (data) => (output += data));
    child.on('error', (error) => (output += error.message));
    child.on('close', (status) => resolve({ name, status: status ?? 1, seconds: (performance.now() - begin) / 1000, output }));
  });
}

/** Runs lanes side by side, the jobs of a lane one after the other; resolves to every result. */
export async function runLanes(root, lanes) {
  const results = [];
  await Promise.all(
    lanes.map(async (jobs) => {
      for (const job of jobs) {
        const result = await runJob(root, job);
        results.push(result);
        console.log(`${result.status === 0 ? 'ok    ' : 'FAILED'} ${result.name} (${result.seconds.toFixed(1)} s)`);
        if (result.status !== 0 || job.show) {
          console.log(result.output.trimEnd());
        }
      }
    }),
  );
  return results;
}
