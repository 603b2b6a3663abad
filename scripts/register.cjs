// Lets `node -r ./scripts/register.cjs main.ts` run TypeScript: the file and what it imports of this project become one script,
// made by esbuild and kept until one of its parts changes. Packages are loaded as they are. Nothing is type-checked: `npm run typecheck` is for that.
'use strict';
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');

const cacheFolder = join(process.cwd(), 'node_modules', '.cache', 'labcloud');

function stampOf(files) {
  return files.map((file) => {
    const { mtimeMs, size } = statSync(file);
    return `${file} ${mtimeMs} ${size}`;
  });
}

function fromCache(file) {
  try {
    const { stamp, code } = JSON.parse(readFileSync(file, 'utf8'));
    return stamp.join('\n') === stampOf(stamp.map((line) => line.replace(/ \S+ \S+$/, ''))).join('\n') ? code : undefined;
  } catch {
    return undefined;
  }
}

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
    sourcemap: 'inline',
    outdir: dirname(entry),
    write: false,
    metafile: true,
    logLevel: 'error',
  });
  return { inputs: Object.keys(metafile.inputs).map((input) => join(process.cwd(), input)), code: outputFiles[0].text };
}

function load(entry) {
  const cached = join(cacheFolder, `${createHash('sha256').update(entry).digest('hex').slice(0, 16)}.json`);
  const known = fromCache(cached);
  if (known !== undefined) return known;
  const { inputs, code } = bundle(entry);
  mkdirSync(cacheFolder, { recursive: true });
  writeFileSync(`${cached}.${process.pid}`, JSON.stringify({ stamp: stampOf([module.filename, ...inputs]), code }));
  renameSync(`${cached}.${process.pid}`, cached);
  return code;
}

require.extensions['.ts'] = (module, filename) => {
  process.setSourceMapsEnabled(true);
  module._compile(load(filename), filename);
};

process.on('uncaughtException', (error) => {
  const plain = error?.name === 'ConfigError' && process.env.LABCLOUD_TRACE !== '1';
  console.error(plain ? error.message : (error?.stack ?? error));
  process.exit(1);
});
