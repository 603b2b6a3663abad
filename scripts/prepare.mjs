// Builds what npm does not ship: the provider's executable, its CDKTF bindings and the labcloud command.
// Runs after `npm ci`; each step skips itself when its inputs have not changed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const steps = ['packages/terraform-provider-libvirt/build.mjs', 'packages/provider-libvirt/generate.mjs', 'packages/cli/build.mjs'];

for (const step of steps.filter((path) => existsSync(join(root, path)))) {
  const { status } = spawnSync(process.execPath, [join(root, step)], { cwd: root, stdio: 'inherit' });
  if (status !== 0) {
    process.exit(status ?? 1);
  }
}

// Written last: an installation that was interrupted lacks it, and is done again by the next `npm start`.
const lock = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');
writeFileSync(join(root, 'node_modules', '.labcloud-installed'), lock);
