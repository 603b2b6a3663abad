// End-to-end tests that take minutes: real guests with all that they can have, seen from inside, and daemons that die under an apply.
// `--trials` says how often they are run (once); nothing in them follows from `--seed`.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { trials: { type: 'string', default: '1' }, seed: { type: 'string' } } });
const jest = () => spawnSync('node_modules/.bin/jest', ['--selectProjects', 'guests', '--maxWorkers=2', '--ci'], { stdio: 'inherit' });

const results = Array.from({ length: Number(values.trials) }, () => jest().status);
process.exit(results.length > 0 && results.every((status) => status === 0) ? 0 : 1);
