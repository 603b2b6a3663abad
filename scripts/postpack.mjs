// Puts the packed folder in the place of what npm made of the repository, which has no command of its own: with one, npx would not take that of
// the workspace here.
import { spawnSync } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { npm_config_pack_destination: destination = '.', npm_config_dry_run: isDryRun, npm_execpath: npm } = process.env;
if (isDryRun !== 'true') {
  const from = process.env.INIT_CWD ?? root;
  const args = ['pack', join(root, 'dist/labcloud'), '--silent', '--ignore-scripts', '--pack-destination', resolve(from, destination)];
  const { status } = spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: ['ignore', process.stderr, 'inherit'] });
  process.exit(status ?? 1);
}
