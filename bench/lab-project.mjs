// A throw-away project in a temporary folder that uses this repository's library.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Writes a project whose app is the given TypeScript; `@` in it stands for this repository. */
export function createProject(name, app) {
  const directory = mkdtempSync(join(tmpdir(), `labcloud-bench-${name}-`));
  writeFileSync(join(directory, 'main.ts'), app.replaceAll('@/', `${root}/`));
  writeFileSync(
    join(directory, 'cdktf.json'),
    JSON.stringify({ language: 'typescript', app: `node -r ${join(root, 'scripts/register.cjs')} main.ts` }),
  );
  symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));
  mkdirSync(join(directory, '.labcloud/state'), { recursive: true });
  return {
    directory,
    stack: join(directory, 'cdktf.out/stacks/bench'),
    run(command, args, cwd = directory) {
      return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 28 });
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** Runs a command and its children; returns its seconds by the clock and of all processors, and its exit status. */
export function cost(command, args, cwd) {
  const script = 'TIMEFORMAT="%R %U %S"; time "$@" >/dev/null';
  const { status, stderr } = spawnSync('bash', ['-c', script, 'bash', command, ...args], { cwd, encoding: 'utf8' });
  const [real, user, system] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return { status, real, cpu: user + system };
}
