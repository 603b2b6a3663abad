import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gte } from 'semver';
import type { HostCheck } from '../check';
import { findProgram } from '../system/program';

const OLDEST = '20.19.0';

/** Whether Node is new enough, and which npm there is. */
export const node: HostCheck = {
  name: 'node',
  title: 'Node.js',
  async probe() {
    const version = process.versions.node;
    const found = `Node.js ${version}, ${npmVersion() ?? 'no npm'}`;
    return gte(version, OLDEST)
      ? { ok: true, found }
      : { ok: false, found, fix: `Install Node.js ${OLDEST} or newer: https://nodejs.org/` };
  },
};

// Starting npm to ask it would take longer than all other checks together.
function npmVersion(): string | undefined {
  try {
    const program = realpathSync(findProgram('npm') ?? '');
    const { version } = JSON.parse(readFileSync(join(dirname(program), '..', 'package.json'), 'utf8')) as { version: string };
    return `npm ${version}`;
  } catch {
    return undefined;
  }
}
