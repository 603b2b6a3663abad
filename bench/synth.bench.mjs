// Synthesizes 1,000 machines with root disks and seeds on one network that reserves an address for each, as `labcloud synth` runs the app,
// the start of the process included; the baseline is the same app with stock CDKTF.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { root } from './lab-project.mjs';
import { median, report } from './measure.mjs';

const directory = mkdtempSync(join(tmpdir(), 'labcloud-bench-synth-'));
const script = ['-r', join(root, 'scripts/register.cjs'), join(root, 'bench/thousand-machines.ts')];

function run(fast) {
  const begin = performance.now();
  const environment = { ...process.env, LABCLOUD_FAST_SYNTH: fast };
  const { status, stdout, stderr } = spawnSync(process.execPath, script, { cwd: directory, env: environment, encoding: 'utf8' });
  const seconds = (performance.now() - begin) / 1000;
  if (status !== 0) throw new Error(stderr);
  return {
    seconds,
    megabytes: JSON.parse(stdout).maxRss / 1e6,
    json: readFileSync(join(directory, 'cdktf.out/stacks/lab/cdk.tf.json'), 'utf8'),
  };
}

try {
  symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));
  // The first run keeps the scripts, the second what was compiled of them.
  run('1');
  run('1');
  const runs = Array.from({ length: 5 }, () => run('1'));
  const stock = run('0');
  if (runs.some(({ json }) => json !== stock.json)) throw new Error('the fast path wrote other bytes than stock CDKTF');
  report({
    title: 'synth of 1,000 machines',
    value: median(runs.map(({ seconds }) => seconds)),
    unit: 's',
    baseline: stock.seconds,
    baselineTitle: 'stock CDKTF',
    goal: '< 0.7 s',
  });
  report({
    title: 'largest memory',
    value: median(runs.map(({ megabytes }) => megabytes)),
    unit: 'MB',
    baseline: stock.megabytes,
    baselineTitle: 'stock CDKTF',
    goal: '< 180 MB',
  });
  console.log(`  node -e 0 here: ${time(() => execFileSync(process.execPath, ['-e', '0'])).toFixed(2)} s; same bytes: yes`);
} finally {
  rmSync(directory, { recursive: true, force: true });
}

function time(work) {
  const begin = performance.now();
  work();
  return (performance.now() - begin) / 1000;
}
