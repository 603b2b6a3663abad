// `npm test`: the checks and the API reference, and end-to-end tests on real libvirt, Docker and Terraform. Installs and starts what they need.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { reading } from './check.mjs';
import { ensureInstalled } from './install.mjs';
import { runLanes } from './jobs.mjs';
import { clearTotals, printTotals } from './totals.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const documented = { name: 'API reference', command: 'npm', args: ['run', '--silent', 'docs'] };
// End-to-end tests wait for a quarter of their time, and all of them share the processors: what takes a second alone takes several.
const SHARE = ['--maxWorkers=4', '--testTimeout=20000'];

async function tests() {
  const args = [
    '--selectProjects',
    'e2e',
    'unit',
    ...SHARE,
    '--ci',
    '--json',
    '--outputFile=coverage/tests.json',
    ...process.argv.slice(2),
  ];
  const jest = spawn(join(root, 'node_modules/.bin/jest'), args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  const [status] = await once(jest, 'close');
  return status === 0;
}

ensureInstalled(root);
clearTotals(root, ['tests']);
const polite = [...reading, documented].map((job) => ({ ...job, polite: true }));
const results = await Promise.all([runLanes(root, [polite]), tests()]);
printTotals(root, ['tests']);
process.exit(results.every(Boolean) ? 0 : 1);
