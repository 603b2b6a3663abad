// The property-based tests that need no daemon, with the cases of other seeds: as many as `--trials` says (10), from `--seed` on.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { trials: { type: 'string', default: '10' }, seed: { type: 'string', default: '1' } } });
const [first, trials] = [Number(values.seed), Number(values.trials)];

const args = ['-rl', 'support/properties', '__tests__', '--include=*.test.ts', '--exclude-dir=e2e', '--exclude-dir=soak'];
const files = spawnSync('grep', args, { encoding: 'utf8' }).stdout.split('\n').filter(Boolean);
console.log(`${files.length} files with properties`);

const failed = [];
for (let seed = first; seed < first + trials; seed++) {
  const { status, stderr } = spawnSync('node_modules/.bin/jest', ['--selectProjects', 'unit', '--ci', ...files], {
    encoding: 'utf8',
    env: { ...process.env, LABCLOUD_PROPERTY_SEED: String(seed) },
  });
  console.log(`seed ${seed}: ${status === 0 ? 'passed' : `FAILED\n${stderr}`}`);
  if (status !== 0) failed.push(seed);
}
console.log(`${trials} seeds tried, ${failed.length} failed${failed.map((seed) => ` ${seed}`).join('')}`);
process.exit(files.length > 0 && failed.length === 0 ? 0 : 1);
