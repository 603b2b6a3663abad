import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rootPrefix } from '../process/root-prefix';

/** Removes a file or folder, also one that root made; never enters another file system that is mounted below it. */
export async function removeTree(path: string): Promise<void> {
  if (!existsSync(path)) {
    return;
  }
  if ((await remove([], path)) !== 0) {
    await remove((await rootPrefix()) ?? [], path);
  }
  if (existsSync(path)) {
    throw new Error(`cannot remove ${path}`);
  }
}

function remove(prefix: readonly string[], path: string): Promise<number> {
  const [program = 'rm', ...args] = [...prefix, 'rm', '-rf', '--one-file-system', '--', path];
  return new Promise((resolve, reject) => {
    spawn(program, args, { stdio: 'ignore' })
      .on('error', reject)
      .on('close', (code) => resolve(code ?? 1));
  });
}
