// `npm test`: the checks and the API reference, then end-to-end tests on real libvirt, Docker and Terraform. Installs and starts what they need.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { check } from './check.mjs';
import { ensureInstalled } from './install.mjs';
import { printTotals } from './totals.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

ensureInstalled(root);
rmSync(join(root, 'coverage/unit.json'), { force: true });
rmSync(join(root, 'coverage/e2e.json'), { force: true });
const checked = await check();
const documented = spawnSync('npm', ['run', '--silent', 'docs'], { cwd: root, stdio: 'inherit' }).status === 0;
const { status } = spawnSync(
  join(root, 'node_modules/.bin/jest'),
  ['--selectProjects', 'e2e', '--maxWorkers=3', '--ci', '--json', '--outputFile=coverage/e2e.json', ...process.argv.slice(2)],
  { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
);
printTotals(root, ['unit', 'e2e']);
process.exit(checked && documented && status === 0 ? 0 : 1);
