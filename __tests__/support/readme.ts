import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The commands that the README tells its reader to type, in their order. */
export function readmeCommands(): string[] {
  const text = readFileSync(join(__dirname, '../../README.md'), 'utf8');
  const blocks = [...text.matchAll(/^```sh\n(.*?)^```$/gms)];
  return blocks.flatMap(([, block]) => (block ?? '').split('\n').filter((line) => line.trim() !== ''));
}

/** The TypeScript that the README tells its reader to write. */
export function readmeTypeScript(): string[] {
  const text = readFileSync(join(__dirname, '../../README.md'), 'utf8');
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, block]) => block ?? '');
}
