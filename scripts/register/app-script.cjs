// An app and what it imports of its project as one script, made by esbuild and kept until one of its parts changes. Packages are loaded as they are.
'use strict';
const { createHash } = require('node:crypto');
const { dirname, join } = require('node:path');
const { read, readBeside, write } = require('./store.cjs');

function bundle(entry) {
  const { metafile, outputFiles } = require('esbuild').buildSync({
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    packages: 'external',
    // The project's own `paths` would turn packages into sources.
    tsconfigRaw: { compilerOptions: { target: 'ES2022' } },
    sourcemap: 'external',
    outdir: dirname(entry),
    write: false,
    metafile: true,
    logLevel: 'error',
  });
  const [map, code] = ['.map', '.js'].map((end) => outputFiles.find(({ path }) => path.endsWith(end)).text);
  return { map, code, inputs: Object.keys(metafile.inputs).map((input) => join(process.cwd(), input)) };
}

/** The script of an app: with `file`, where it is stored, when it was made before. */
exports.appScript = (entry) => {
  const name = `app-${createHash('sha256').update(entry).digest('hex').slice(0, 16)}`;
  const stored = read(name);
  if (stored) return { ...stored, map: () => readBeside(stored.file, 'map', 'utf8') };
  const { code, map, inputs } = bundle(entry);
  write(name, { code, files: [entry, __filename, ...inputs.filter((input) => input !== entry)], beside: { map } });
  return { code, map: () => map };
};
