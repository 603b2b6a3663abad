// Bundles the labcloud command into one file, so that it starts without compiling and without a hundred small reads.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const folder = dirname(fileURLToPath(import.meta.url));
await build({
  entryPoints: [join(folder, 'src/index.ts')],
  outfile: join(folder, 'dist/labcloud.js'),
  tsconfig: join(folder, '../../tsconfig.json'),
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  sourcemap: true,
  logLevel: 'warning',
  // What runs from kept code (bin/labcloud.js) cannot import by itself; what is loaded late is required.
  supported: { 'dynamic-import': false },
  // elkjs stays a package of its own, under its own licence.
  external: ['esbuild', 'elkjs'],
});
