import { spawnSync } from 'node:child_process';
import { UserError } from '../../errors';
import { rootPrefix } from './root-prefix';
import { type RunOptions, runLogged } from './run-logged';

const NAMESPACES = ['unshare', '--mount', '--pid', '--fork', '--kill-child'];

/**
 * Runs a shell script as root, with mounts and processes of its own where the kernel allows that, so that none of either outlives it.
 * The script finds `ISOLATED=1` then and must not mount anything otherwise.
 *
 * @throws UserError when neither root nor sudo is there
 */
export async function runRootScript(
  script: string,
  options: Omit<RunOptions, 'prefix'> & { readonly env: Record<string, string> },
): Promise<void> {
  const prefix = await rootPrefix(options.signal);
  if (!prefix) {
    throw new UserError(
      `${options.title} needs root: it makes files that belong to the image's own users.`,
      'Run: sudo -v\nand then the same command again, or run it as root.',
    );
  }
  const isolated = canIsolate(prefix);
  // sudo clears the environment, so the variables go through env.
  const variables = Object.entries({ ...options.env, ISOLATED: isolated ? '1' : '', LC_ALL: 'C.UTF-8' }).map(
    ([name, value]) => `${name}=${value}`,
  );
  const command = [...(isolated ? NAMESPACES : []), 'env', ...variables, 'sh', '-euc', `umask 022\n${script}`];
  await runLogged(command, { ...options, prefix });
}

function canIsolate(prefix: readonly string[]): boolean {
  const [program = 'unshare', ...args] = [...prefix, ...NAMESPACES, 'true'];
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}
