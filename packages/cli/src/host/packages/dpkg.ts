import { runCommand } from '../system/command';

/** The state of every package that dpkg knows, by name. */
export async function packageStates(signal?: AbortSignal): Promise<Map<string, string>> {
  const { stdout } = await runCommand('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n'], { signal });
  return new Map(stdout.split('\n').map((line) => line.split(' ') as [string, string]));
}
