import { chmodSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureAccelerator } from '../../../packages/cli/src/host/accelerator/measure';
import { ensureHost } from '../../../packages/cli/src/host';
import { HostFacts } from '../../../packages/cli/src/host/facts';
import { hostContext } from '../../packages/cli/host/context';
import { useTempDir } from '../../support/temp-dir';

jest.setTimeout(60_000);

describe('the choice between KVM and emulation', () => {
  const folder = useTempDir('labcloud-accelerator');

  // A QEMU whose KVM behaves as `instead` says; emulation is the real one.
  function withKvm(name: string, instead: string): string[] {
    const program = join(folder(), name);
    writeFileSync(program, `#!/bin/sh\nif [ "$2" = kvm ]; then shift 4; ${instead}; fi\nexec qemu-system-x86_64 "$@"\n`);
    chmodSync(program, 0o755);
    return [program];
  }

  test('falls on KVM where a guest runs to its end', async () => {
    const command = withKvm('works', 'exec qemu-system-x86_64 -accel tcg -cpu max "$@"');

    await expect(measureAccelerator({ command })).resolves.toMatchObject({
      accelerator: 'kvm',
      reason: expect.stringMatching(/^a test guest ran under KVM in/),
    });
  });

  test('falls on emulation where a guest hangs at a stage', async () => {
    // Stopped in the middle: it shows its first letters and nothing more.
    const command = withKvm('hangs', 'printf RPL; exec qemu-system-x86_64 -accel tcg -cpu max "$@" -S');

    await expect(measureAccelerator({ command })).resolves.toEqual({
      accelerator: 'qemu',
      reason: expect.stringMatching(
        /^a test guest under KVM hangs: in [\d.]+ s it only reached 64-bit paging, in emulation it ends after [\d.]+ s$/,
      ),
    });
  });

  test('falls on emulation where QEMU gives up, and says why', async () => {
    const command = withKvm('aborts', 'exec qemu-system-x86_64 -accel tcg -cpu no-such-model "$@"');

    await expect(measureAccelerator({ command })).resolves.toEqual({
      accelerator: 'qemu',
      reason: expect.stringContaining("QEMU gives up on a test guest under KVM: unable to find CPU model 'no-such-model'"),
    });
  });

  test('is an error where not even emulation runs', async () => {
    await expect(measureAccelerator({ command: ['false'] })).rejects.toThrow(
      'a test guest does not run in emulation: it ended without a word',
    );
  });

  test('leaves nothing in the temporary folder', () => {
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('labcloud-guest-'))).toEqual([]);
  });

  test('is made once and recorded', async () => {
    await ensureHost(hostContext(folder()), { update: () => undefined });
    const first = HostFacts.read(folder(), folder()).accelerator;
    expect(first).toMatchObject({
      accelerator: existsSync('/dev/kvm') ? expect.stringMatching(/^(kvm|qemu)$/) : 'qemu',
      reason: expect.any(String),
    });

    await ensureHost(hostContext(folder()), { update: () => undefined });
    expect(HostFacts.read(folder(), folder()).accelerator).toEqual(first);
  });
});
