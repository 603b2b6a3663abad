// `npm test`: the checks and the API reference, and end-to-end tests on real libvirt, Docker and Terraform. Installs and starts what they need.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { reading, unit } from './check.mjs';
import { ensureInstalled } from './install.mjs';
import { runLanes } from './jobs.mjs';
import { clearTotals, printTotals } from './totals.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const documented = { name: 'API reference', command: 'npm', args: ['run', '--silent', 'docs'] };

async function endToEnd() {
  const args = ['--selectProjects', 'e2e', '--maxWorkers=4', '--ci', '--json', '--outputFile=coverage/e2e.json', ...process.argv.slice(2)];
  const jest = spawn(join(root, 'node_modules/.bin/jest'), args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  const [status] = await once(jest, 'close');
  return status === 0;
}

ensureInstalled(root);
clearTotals(root, ['unit', 'e2e']);
const tested = await runLanes(root, [unit]);
// Guests and daemons are waited for: what reads the code has that time.
const polite = [...reading, documented].map((job) => ({ ...job, polite: true }));
const results = await Promise.all([runLanes(root, [polite]), endToEnd()]);
printTotals(root, ['unit', 'e2e']);
process.exit(tested && results.every(Boolean) ? 0 : 1);
