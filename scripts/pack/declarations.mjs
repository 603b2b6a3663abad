// The declarations of the testing kit: of the packages behind it only what it mentions, found by relative paths.
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

const SPECIFIER = /(from |import |import\()(['"])([^'"]+)\2/g;

/** Removes every file of a folder that a declaration does not lead to, and lets those that stay find each other. */
export function keepReachable(folder, entry) {
  const reached = new Set();
  const visit = (file) => {
    if (reached.has(file)) return;
    reached.add(file);
    const code = readFileSync(file, 'utf8').replace(SPECIFIER, (all, keyword, quote, specifier) => {
      const target = targetOf(folder, file, specifier);
      if (target === undefined) return all;
      visit(target);
      const path = relative(dirname(file), target)
        .replace(/\.d\.ts$/, '')
        .split(sep)
        .join('/');
      return `${keyword}${quote}${path.startsWith('.') ? path : `./${path}`}${quote}`;
    });
    writeFileSync(file, code);
  };
  visit(entry);
  for (const name of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = join(name.parentPath, name.name);
    if (name.isFile() && !reached.has(file)) rmSync(file);
  }
}

/** The declaration that a specifier means; undefined for one of another package. */
function targetOf(folder, file, specifier) {
  const [, own] = /^@labcloud\/([^/]+)$/.exec(specifier) ?? [];
  const base = own ? join(folder, own, 'src') : specifier.startsWith('.') ? join(dirname(file), specifier) : undefined;
  if (base === undefined) return undefined;
  const found = [`${base}.d.ts`, join(base, 'index.d.ts')].find(existsSync);
  if (found === undefined) throw new Error(`${file}: there is no declaration of '${specifier}'`);
  return found;
}
