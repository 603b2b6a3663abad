// Installs the npm packages of a clone and builds its parts, unless that was done for the same lock file.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const MINIMUM = [20, 19];

/** Ends the process with a message unless Node is new enough and the packages are in place. */
export function ensureInstalled(root) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < MINIMUM[0] || (major === MINIMUM[0] && minor < MINIMUM[1])) {
    fail(`labcloud needs Node ${MINIMUM.join('.')} or newer, this is ${process.versions.node}. Install it: https://nodejs.org/en/download`);
  }
  // prepare.mjs writes this stamp as its last act.
  const stamp = join(root, 'node_modules', '.labcloud-installed');
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    console.error('Installing npm packages …');
    run(root, 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  } else {
    run(root, process.execPath, [join(root, 'scripts/prepare.mjs')]);
  }
}

function run(root, command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (error) {
    fail(`${command} cannot be run: ${error.message}`);
  }
  if (status !== 0) {
    fail(`'${command} ${args.join(' ')}' failed with exit status ${status}.`);
  }
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
