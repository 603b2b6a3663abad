import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IConstruct } from 'constructs';

/** A text of this machine, and what stands for it in a snapshot. */
type Replacement = readonly [text: string, instead: string];

/** What an app's templates may hold that differs from machine to machine: folders, and the key that every lab makes for itself. */
export function machineTexts(root: IConstruct): Replacement[] {
  const { outdir, projectDir } = root as { outdir?: unknown; projectDir?: unknown };
  const folders = [outdir, projectDir, process.cwd()].filter((folder): folder is string => typeof folder === 'string' && folder.length > 1);
  const project = typeof projectDir === 'string' ? projectDir : process.cwd();
  const keyFile = join(project, '.labcloud', 'ssh', 'id_ed25519.pub');
  const key = existsSync(keyFile) ? readFileSync(keyFile, 'utf8').trim() : '';
  const longestFirst = [...new Set(folders)].sort((a, b) => b.length - a.length);
  return [
    ...(key === '' ? [] : [[key, '(the key of the lab)'] as const]),
    ...longestFirst.map((folder) => [folder, '(the project)'] as const),
  ];
}

/** The same value with those texts replaced wherever they stand. */
export function replaceTexts<T>(value: T, replacements: readonly Replacement[]): T {
  if (typeof value === 'string') {
    return replacements.reduce<string>((text, [from, to]) => text.replaceAll(from, to), value) as T;
  }
  if (Array.isArray(value)) {
    return value.map((item: unknown) => replaceTexts(item, replacements)) as T;
  }
  return typeof value === 'object' && value !== null
    ? (Object.fromEntries(Object.entries(value).map(([key, part]) => [key, replaceTexts(part as unknown, replacements)])) as T)
    : value;
}
