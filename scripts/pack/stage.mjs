// The folder that becomes the package: its package.json, and the workspace packages that go with it under their own names.
import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Workspace packages that are looked for by their names at run time. */
const BUNDLED = {
  '@cdktf/provider-libvirt': 'packages/provider-libvirt',
  '@labcloud/cli': 'packages/cli',
  '@labcloud/terraform-provider-libvirt': 'packages/terraform-provider-libvirt',
};
/** What somebody who installs a package wants to know of it, and npm needs. */
const SAID = ['name', 'version', 'description', 'license', 'engines'];
const BIN = "#!/usr/bin/env node\nrequire('@labcloud/cli/bin/labcloud.js');\n";

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));
const said = (manifest, keys) => Object.fromEntries(keys.filter((key) => key in manifest).map((key) => [key, manifest[key]]));

function write(file, content) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`);
}

function copy(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true });
}

/** Puts everything into the folder that does not have to be compiled. */
export function stage(root, folder) {
  const manifest = readJson(join(root, 'package.json'));
  const own = (path) => ({ types: `./${path}.d.ts`, default: `./${path}.js` });
  const versions = Object.fromEntries(
    Object.entries(BUNDLED).map(([name, path]) => [name, readJson(join(root, path, 'package.json')).version]),
  );
  write(join(folder, 'package.json'), {
    ...said(manifest, SAID),
    bin: { labcloud: 'bin/labcloud.js' },
    main: 'constructs/index.js',
    types: 'constructs/index.d.ts',
    exports: {
      '.': own('constructs/index'),
      './constructs': own('constructs/index'),
      './testing': own('testing/index'),
      './register': './register.cjs',
      './package.json': './package.json',
    },
    dependencies: { ...manifest.dependencies, ...versions },
    bundleDependencies: Object.keys(BUNDLED),
  });
  write(join(folder, 'bin/labcloud.js'), BIN);
  chmodSync(join(folder, 'bin/labcloud.js'), 0o755);
  for (const file of ['README.md', 'LICENSE']) copy(join(root, file), join(folder, file));
  for (const file of ['register.cjs', 'register']) copy(join(root, 'scripts', file), join(folder, file));
  for (const [name, path] of Object.entries(BUNDLED)) {
    const bundled = readJson(join(root, path, 'package.json'));
    const target = join(folder, 'node_modules', name);
    for (const file of bundled.files) copy(join(root, path, file), join(target, file));
    write(
      join(target, 'package.json'),
      said(bundled, [...SAID, ...(name.startsWith('@cdktf/') ? ['main', 'types', 'peerDependencies'] : [])]),
    );
  }
}
