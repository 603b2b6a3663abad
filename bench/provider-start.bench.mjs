// From starting the provider to its handshake line, against `node -e 0`.
import { spawn, spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median, report, times } from './measure.mjs';

const RUNS = 15;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const provider = join(root, 'packages/terraform-provider-libvirt/dist/terraform-provider-libvirt');
const env = {
  ...process.env,
  // Terraform's own values: https://github.com/hashicorp/terraform/blob/main/docs/plugin-protocol/README.md
  TF_PLUGIN_MAGIC_COOKIE: 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2',
  PLUGIN_PROTOCOL_VERSIONS: '6',
};

/** Starts the provider and returns the milliseconds to its handshake; ends it by a signal on which it takes its socket away. */
function handshake() {
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    const child = spawn(provider, [], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    child.on('error', reject);
    child.stdout.once('data', (line) => {
      const took = performance.now() - begin;
      child.kill('SIGTERM');
      child.once('close', () => (String(line).startsWith('1|6|') ? resolve(took) : reject(new Error(`not a handshake: ${line}`))));
    });
  });
}

await handshake();
const starts = [];
for (let run = 0; run < RUNS; run++) starts.push(await handshake());
const bare = await times(RUNS, () => spawnSync(process.execPath, ['-e', '0']));
report({
  title: 'provider start to handshake',
  value: median(starts),
  unit: 'ms',
  baseline: median(bare),
  baselineTitle: 'node -e 0',
  goal: '≤ 2',
});
