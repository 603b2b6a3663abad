// `npm run soak [-- NAME [--trials N] [--seed S]]`: runs long tests by hand, those in __tests__/soak; without a name all of them.
import { buildSync } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const SUFFIX = /\.soak\.(?:ts|mjs)$/;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, '__tests__/soak');

/** What the command line says. @throws TypeError for an option that there is not */
function read() {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { trials: { type: 'string' }, seed: { type: 'string' } } });
  for (const [option, value] of Object.entries(values)) {
    if (!/^\d{1,9}$/.test(value)) throw new TypeError(`--${option} must be a whole number below 1000000000, got '${value}'`);
  }
  const known = readdirSync(folder).filter((file) => SUFFIX.test(file));
  const names = known.map((file) => file.replace(SUFFIX, ''));
  const strange = positionals.filter((name) => !names.includes(name));
  if (strange.length > 0) throw new TypeError(`there is no soak '${strange.join("', '")}'; there are: ${names.join(', ')}`);
  const files = known.filter((file) => positionals.length === 0 || positionals.includes(file.replace(SUFFIX, '')));
  return { files, trials: values.trials, seed: values.seed ?? String(randomInt(1_000_000_000)) };
}

/** A script that Node runs as it is. */
function script(file) {
  if (file.endsWith('.mjs')) return join(folder, file);
  const outfile = join(root, 'coverage/soak', file.replace(/\.ts$/, '.cjs'));
  buildSync({
    absWorkingDir: root,
    entryPoints: [join(folder, file)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    external: ['esbuild'],
    sourcemap: 'inline',
    logLevel: 'error',
  });
  return outfile;
}

function run(file, { trials, seed }) {
  const name = file.replace(SUFFIX, '');
  const again = ['npm run soak --', name, ...(trials ? ['--trials', trials] : []), '--seed', seed].join(' ');
  console.log(`\n${name} (repeat it with: ${again})`);
  const args = ['--enable-source-maps', script(file), ...(trials ? ['--trials', trials] : []), '--seed', seed];
  const passed = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status === 0;
  console.log(passed ? `${name} passed` : `${name} FAILED; repeat it with: ${again}`);
  return passed;
}

try {
  const { files, ...options } = read();
  console.log(`Soaks: ${files.map((file) => file.replace(SUFFIX, '')).join(', ')}`);
  process.exit(files.map((file) => run(file, options)).every(Boolean) ? 0 : 1);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
