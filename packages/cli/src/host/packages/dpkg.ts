import { readdirSync } from 'node:fs';
import { runCommand } from '../system/command';

/** The state of every package that dpkg knows, by name. */
export async function packageStates(signal?: AbortSignal): Promise<Map<string, string>> {
  const { stdout } = await runCommand('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n'], { signal });
  return new Map(stdout.split('\n').map((line) => line.split(' ') as [string, string]));
}

/** Whether apt has fetched the lists of packages. */
export function hasPackageLists(): boolean {
  try {
    return readdirSync('/var/lib/apt/lists').some((file) => file.includes('_Packages'));
  } catch {
    return false;
  }
}
