import { chownSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tpmAuthorityIn } from '../../../../../packages/cli/src/host/checks/tpm-authority';
import { needs } from '../../../../support/needs';
import { useTempDir } from '../../../../support/temp-dir';
import { checkContext, MACHINE } from '../context';

const TSS = 4711;
const asRoot = needs(process.getuid?.() === 0, "root's rights").test;

describe('the check of the certificate authority of TPMs', () => {
  const folder = useTempDir('labcloud-host');
  const authority = (): string => join(folder(), 'authority');
  afterEach(() => rmSync(authority(), { recursive: true, force: true }));
  const context = (uses: readonly 'tpm'[] = ['tpm']): ReturnType<typeof checkContext> =>
    checkContext(folder(), { machines: [{ ...MACHINE, uses }] });

  test('passes where no machine has a TPM', async () => {
    mkdirSync(authority());

    await expect(tpmAuthorityIn(authority()).probe(context([]))).resolves.toEqual({ ok: true, found: 'not needed' });
  });

  test('passes where no TPM was ever made', async () => {
    await expect(tpmAuthorityIn(authority()).probe(context())).resolves.toEqual({ ok: true, found: 'not made yet' });
  });

  asRoot('gives what a daemon wrote as root back to the user of the folder', async () => {
    mkdirSync(authority());
    chownSync(authority(), TSS, 0);
    const [lock, serial] = [join(authority(), '.lock'), join(authority(), 'certserial')];
    writeFileSync(lock, '');
    writeFileSync(serial, '3');
    chownSync(serial, TSS, 0);
    const check = tpmAuthorityIn(authority());

    const finding = await check.probe(context());
    expect(finding).toEqual({
      ok: false,
      found: `${authority()} belongs to user ${TSS}, but not what is in it: .lock`,
      fix: `chown -R ${TSS} ${authority()}`,
    });
    await check.apply?.(context(), finding, () => undefined);

    expect(statSync(lock).uid).toBe(TSS);
    await expect(check.probe(context())).resolves.toMatchObject({ ok: true });
  });
});
