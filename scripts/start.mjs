// `npm start`: from a clone to a running lab. Needs Node alone: what else is missing is installed here or by `labcloud up`.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './install.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

ensureInstalled(root);
const child = spawn(process.execPath, [join(root, 'packages/cli/bin/labcloud.js'), 'up', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
// A terminal sends its interrupt to the child as well, which ends its work first; this process only waits for it.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('close', (code) => process.exit(code ?? 130));
