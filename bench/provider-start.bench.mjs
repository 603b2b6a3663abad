// From starting the provider to its handshake line, against `node -e 0`.
import { spawn, spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median, report, times } from './measure.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const provider = join(root, 'packages/terraform-provider-libvirt/dist/terraform-provider-libvirt');
const env = {
  ...process.env,
  // Terraform's own values: https://github.com/hashicorp/terraform/blob/main/docs/plugin-protocol/README.md
  TF_PLUGIN_MAGIC_COOKIE: 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2',
  PLUGIN_PROTOCOL_VERSIONS: '6',
};

function handshake() {
  return new Promise((resolve, reject) => {
    const child = spawn(provider, [], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    child.on('error', reject);
    child.stdout.once('data', (line) => {
      child.kill('SIGKILL');
      child.once('close', () => (String(line).startsWith('1|6|') ? resolve() : reject(new Error(`not a handshake: ${line}`))));
    });
  });
}

const starts = await times(15, handshake);
const bare = await times(15, () => spawnSync(process.execPath, ['-e', '0']));
report({
  title: 'provider start to handshake',
  value: median(starts),
  unit: 'ms',
  baseline: median(bare),
  baselineTitle: 'node -e 0',
  goal: '≤ 2',
});
