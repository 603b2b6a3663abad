// Makes the folder that `npm pack` packs: the constructs compiled, the testing kit as one file, their types, the command, the provider and its
// bindings, and the licences of what is bundled.
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepReachable } from './pack/declarations.mjs';
import { noticesOf } from './pack/notices.mjs';
import { stage } from './pack/stage.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, 'dist/labcloud');

function run(args) {
  // Standard output is npm's.
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', process.stderr, 'inherit'] });
  if (status !== 0) process.exit(status ?? 1);
}

run([join(root, 'scripts/prepare.mjs')]);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
run([join(root, 'node_modules/@typescript/native/bin/tsc'), '-p', 'tsconfig.pack.json']);

const common = { absWorkingDir: root, bundle: true, platform: 'node', target: 'node20', metafile: true, logLevel: 'warning' };
const kit = await build({
  ...common,
  entryPoints: ['packages/testing/src/index.ts'],
  outfile: join(folder, 'testing/index.js'),
  external: ['cdktf', 'constructs', 'esbuild'],
});
// What importing it does to Jest's matchers is not among what it exports.
const kitTypes = join(folder, 'testing/index.d.ts');
writeFileSync(kitTypes, "import '../packages/testing/src/jest/extend';\nexport * from '../packages/testing/src/index';\n");
keepReachable(join(folder, 'packages'), kitTypes);

const bundled = [kit.metafile];
for (const [entry, external] of [
  ['packages/cli/src/index.ts', ['esbuild', 'elkjs']],
  ['packages/terraform-provider-libvirt/src/main.ts', []],
]) {
  const { metafile } = await build({ ...common, entryPoints: [entry], external, write: false, outfile: 'unused.js' });
  bundled.push(metafile);
}
writeFileSync(join(folder, 'THIRD-PARTY-NOTICES.txt'), noticesOf(root, bundled));
stage(root, folder);
