import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BackupManifest, listBackups, openBackup } from '../../../../packages/cli/src/backup/backup-manifest';
import { pruneBackups } from '../../../../packages/cli/src/backup/prune';
import { verifyBackup } from '../../../../packages/cli/src/backup/verify';
import { useTempDir } from '../../../support/temp-dir';

const folder = useTempDir('labcloud-backups');
const DISK = Buffer.from('what was written');
const sha256 = (data: Buffer | string): string => createHash('sha256').update(data).digest('hex');
const verify = (path: string): Promise<void> =>
  verifyBackup(path, openBackup(path).manifest, new AbortController().signal, () => undefined);

function makeBackup(name: string, target: string, takenAt: string): string {
  const path = join(folder(), 'all', name);
  mkdirSync(join(path, 'web'), { recursive: true });
  writeFileSync(join(path, 'web/vda.raw'), DISK);
  writeFileSync(join(path, 'web/domain.xml'), '<domain/>');
  const disk = {
    target: 'vda',
    pool: 'p',
    volume: 'v',
    format: 'raw',
    capacity: 16,
    backing: [],
    file: 'web/vda.raw',
    size: 16,
    sha256: sha256(DISK),
  };
  const definition = { file: 'web/domain.xml', size: 9, sha256: sha256('<domain/>') };
  writeFileSync(join(path, 'web/vars.fd'), 'variables');
  const state = [{ kind: 'nvram', files: [{ name: 'vars.fd', file: 'web/vars.fd', size: 9, sha256: sha256('variables') }] }];
  const machine = {
    name: 'web',
    domain: 'lab-web',
    uuid: 'u',
    host: 'h',
    definition,
    consistency: 'off',
    without: [],
    state,
    disks: [disk],
  };
  writeFileSync(join(path, 'web/store.tar'), 'files');
  const volumes = [{ name: 'store', engine: 'e', file: 'web/store.tar', size: 5, sha256: sha256('files') }];
  const manifest = { version: 1, lab: 'lab', target, takenAt, machines: [machine], volumes } as unknown as BackupManifest;
  writeFileSync(join(path, 'manifest.json'), JSON.stringify(manifest));
  return path;
}

beforeEach(() => rmSync(join(folder(), 'all'), { recursive: true, force: true }));

describe('a folder of backups', () => {
  test('gives its newest, whatever else is in it', () => {
    const [, newest] = [makeBackup('b', 'lab:lab', '2026-01-01T00:00:00.000Z'), makeBackup('a', 'lab:lab', '2026-01-02T00:00:00.000Z')];
    mkdirSync(join(folder(), 'all/c.partial/web'), { recursive: true });

    expect(openBackup(join(folder(), 'all')).folder).toBe(newest);
    expect(openBackup(newest ?? '').folder).toBe(newest);
    expect(listBackups(join(folder(), 'all'))).toHaveLength(2);
  });

  test('without any is refused', () => {
    expect(() => openBackup(join(folder(), 'nowhere'))).toThrow(`There is no backup in ${join(folder(), 'nowhere')}.`);
  });

  test.each([
    ['{', 'is damaged'],
    ['{"version":2}', 'has version 2, expected 1.'],
  ])('with the manifest %s is refused', (content, message) => {
    const path = makeBackup('a', 'lab:lab', '2026-01-01T00:00:00.000Z');
    writeFileSync(join(path, 'manifest.json'), content);

    expect(() => openBackup(path)).toThrow(message);
  });

  test('keeps as many of a target as are wanted, and all of others', () => {
    const old = makeBackup('a', 'machine:web', '2026-01-01T00:00:00.000Z');
    const other = makeBackup('b', 'lab:lab', '2026-01-01T00:00:00.000Z');
    const newer = makeBackup('c', 'machine:web', '2026-01-02T00:00:00.000Z');
    const newest = makeBackup('d', 'machine:web', '2026-01-03T00:00:00.000Z');

    expect(pruneBackups(join(folder(), 'all'), openBackup(newest), 2).map((backup) => backup.folder)).toEqual([old]);
    expect([old, other, newer, newest].map((path) => existsSync(path))).toEqual([false, true, true, true]);
  });
});

describe('a backup', () => {
  test('that is as it was written is whole', async () => {
    await expect(verify(makeBackup('a', 'lab:lab', '2026-01-01T00:00:00.000Z'))).resolves.toBeUndefined();
  });

  test.each<[string, (path: string) => void, string]>([
    ['with a bit turned', (path) => writeFileSync(join(path, 'web/vda.raw'), 'what was Written'), 'vda.raw is not what was written'],
    ['cut short', (path) => writeFileSync(join(path, 'web/vda.raw'), 'what'), 'expected 16 bytes'],
    ['without a disk', (path) => rmSync(join(path, 'web/vda.raw')), 'vda.raw is missing.'],
    ['without its state', (path) => rmSync(join(path, 'web/vars.fd')), 'vars.fd is missing.'],
    ['without a volume', (path) => rmSync(join(path, 'web/store.tar')), 'store.tar is missing.'],
    ['with another definition', (path) => writeFileSync(join(path, 'web/domain.xml'), '<Domain/>'), 'domain.xml is not what was written'],
  ])('%s is damaged', async (_how, damage, message) => {
    const path = makeBackup('a', 'lab:lab', '2026-01-01T00:00:00.000Z');
    damage(path);

    await expect(verify(path)).rejects.toThrow(message);
  });
});
