import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { assetOsPackages } from '../../packages/cli/src/assets';
import { ensureHost } from '../../packages/cli/src/host';

const BUILT_HERE = {
  kind: 'machine-image',
  id: 'e2e',
  file: '',
  format: 'qcow2',
  source: null,
  recipe: { suite: 'bookworm', packages: [] },
} as const;

// Read back what our own code writes.
const WITNESSES = ['genisoimage', 'openssh-client', 'curl', 'iproute2'];

// Of machines with UEFI, a TPM or a disk that is made by hand.
const HARDWARE = ['ovmf', 'swtpm', 'swtpm-tools', 'mtools'];

/** Makes this machine fit for the end-to-end tests, as `labcloud up` does it: packages, libvirt, Docker. */
export default async function setup(): Promise<void> {
  const projectDir = join(__dirname, '../../coverage/e2e-host');
  mkdirSync(projectDir, { recursive: true });
  await ensureHost(
    {
      manifest: undefined,
      projectDir,
      cacheDir: join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'labcloud'),
      osPackages: [...assetOsPackages([BUILT_HERE]), ...WITNESSES, ...HARDWARE],
      interactive: false,
      signal: new AbortController().signal,
      log: (line) => process.stderr.write(`${line}\n`),
    },
    { update: () => undefined },
  );
}
