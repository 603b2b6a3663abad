// Runs commands side by side and prints each one's output when it ends, so that lines of two never mix.
import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';

/** Runs one command, politely if it may take its time; resolves to its name, exit status, seconds and output. */
function runJob(root, { name, command, args, env, polite }) {
  const begin = performance.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    if (polite && child.pid) setPriority(child.pid, 10);
    let output = '';
    child.stdout.on('data', (data) => (output += data));
    child.stderr.on('data', (data) => (output += data));
    child.on('error', (error) => (output += error.message));
    child.on('close', (status) => resolve({ name, status: status ?? 1, seconds: (performance.now() - begin) / 1000, output }));
  });
}

/** Runs lanes side by side, the jobs of a lane one after the other; resolves to whether all passed. */
export async function runLanes(root, lanes) {
  let passed = true;
  await Promise.all(
    lanes.map(async (jobs) => {
      for (const job of jobs) {
        const result = await runJob(root, job);
        passed &&= result.status === 0;
        console.log(`${result.status === 0 ? 'ok    ' : 'FAILED'} ${result.name} (${result.seconds.toFixed(1)} s)`);
        if (result.status !== 0 || job.show) {
          console.log(result.output.trimEnd());
        }
      }
    }),
  );
  return passed;
}
