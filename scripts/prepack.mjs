// Makes what `npm pack` puts into the package: the constructs compiled, the testing kit as one file, their types, and the licences of what is
// bundled. The command, the provider and its bindings come as bundled packages of their own.
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepReachable } from './pack/declarations.mjs';
import { noticesOf } from './pack/notices.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');

function run(args) {
  // Standard output is npm's.
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', process.stderr, 'inherit'] });
  if (status !== 0) process.exit(status ?? 1);
}

run([join(root, 'scripts/prepare.mjs')]);
rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
run([join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.pack.json']);

const common = { absWorkingDir: root, bundle: true, platform: 'node', target: 'node20', metafile: true, logLevel: 'warning' };
const kit = await build({
  ...common,
  entryPoints: ['packages/testing/src/index.ts'],
  outfile: 'dist/testing/index.js',
  external: ['cdktf', 'constructs', 'esbuild'],
});
// What importing it does to Jest's matchers is not among what it exports.
const kitTypes = join(dist, 'testing/index.d.ts');
writeFileSync(kitTypes, "import '../packages/testing/src/jest/extend';\nexport * from '../packages/testing/src/index';\n");
keepReachable(join(dist, 'packages'), kitTypes);

const bundled = [kit.metafile];
for (const [entry, external] of [
  ['packages/cli/src/index.ts', ['esbuild', 'elkjs']],
  ['packages/terraform-provider-libvirt/src/main.ts', []],
]) {
  const { metafile } = await build({ ...common, entryPoints: [entry], external, write: false, outfile: 'unused.js' });
  bundled.push(metafile);
}
writeFileSync(join(dist, 'THIRD-PARTY-NOTICES.txt'), noticesOf(root, bundled));

for (const file of [
  'packages/cli/dist/labcloud.js',
  'packages/terraform-provider-libvirt/dist/schema.json',
  'packages/provider-libvirt/lib/index.js',
]) {
  if (!existsSync(join(root, file)) || readFileSync(join(root, file)).length === 0) {
    throw new Error(`${file} was not built: run 'npm run prepare'`);
  }
}
