// A throw-away project in a temporary folder that uses this repository's library.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { clearInterval, setInterval } from 'node:timers';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Terraform looks beside the stack for its provider only where no configuration of the user's says otherwise. */
export const terraformEnv = { ...process.env, TF_CLI_CONFIG_FILE: '/dev/null' };

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
      return execFileSync(command, args, {
        cwd,
        env: terraformEnv,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
        maxBuffer: 1 << 28,
      });
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** The largest resident memory of a process so far in bytes; undefined when it has ended. */
function memoryOf(pid) {
  try {
    const [, kibibytes] = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kibibytes && Number(kibibytes) * 1024;
  } catch {
    return undefined;
  }
}

/** The name of a process's program; undefined when it has ended. */
function nameOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8');
  } catch {
    return undefined;
  }
}

/** The children of all threads of a process. */
function childrenOf(pid) {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean),
    );
  } catch {
    return [];
  }
}

/**
 * Runs a command and its children; returns its seconds by the clock and of all processors, its exit status, and the largest memory of
 * Terraform and of one of its providers in bytes.
 */
export function watched(command, args, cwd) {
  return new Promise((resolve, reject) => {
    const script = 'TIMEFORMAT="%R %U %S"; time "$@" >/dev/null';
    const child = spawn('bash', ['-c', script, 'bash', command, ...args], { cwd, env: terraformEnv, stdio: ['ignore', 'ignore', 'pipe'] });
    const memory = {};
    const note = (name, pid) => (memory[name] = Math.max(memory[name] ?? 0, memoryOf(pid) ?? 0));
    const timer = setInterval(() => {
      for (const terraform of childrenOf(child.pid)) {
        note('terraform', terraform);
        // A child that has not become the provider yet is as large as Terraform.
        const providers = childrenOf(terraform).filter((pid) => nameOf(pid) !== nameOf(terraform));
        for (const provider of providers) note('provider', provider);
      }
    }, 20);
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
    child.on('error', reject);
    child.on('close', (status) => {
      clearInterval(timer);
      const [real, user, system] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
      if (status !== 0) process.stderr.write(stderr);
      resolve({ status, real, cpu: user + system, memory });
    });
  });
}
