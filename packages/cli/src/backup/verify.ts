import { join } from 'node:path';
import { UserError } from '../errors';
import { runCommand } from '../host/system/command';
import { hasProgram } from '../host/system/program';
import type { BackupManifest } from './backup-manifest';
import { type FileFacts, type TransferOptions, readFacts } from './volume-file';

const CHECK_DEADLINE = 60 * 60_000;
/** What `qemu-img check` says of space that nothing uses: no harm to the content. */
const LEAKS = 3;

/**
 * Reads a file of a backup and compares it with what its manifest says; where `qemu-img` is, it looks into qcow2 as well.
 *
 * @throws UserError when it is another one, or damaged
 */
export async function verifyFile(file: string, facts: FileFacts, format: string, options: TransferOptions = {}): Promise<void> {
  const found = await readFacts(file, options).catch((error: unknown) => {
    throw isMissing(error) ? new UserError(`${file} is missing.`, 'The backup is not whole: take another one.') : error;
  });
  if (found.size !== facts.size || found.sha256 !== facts.sha256) {
    throw new UserError(
      `${file} is not what was written: expected ${facts.size} bytes with sha256 ${facts.sha256}, got ${found.size} bytes with ${found.sha256}.`,
      'The backup is damaged: take another one.',
    );
  }
  if (format === 'qcow2' && hasProgram('qemu-img')) {
    const { status, stdout, stderr } = await runCommand('qemu-img', ['check', '-f', 'qcow2', file], {
      deadline: CHECK_DEADLINE,
      signal: options.signal,
    });
    if (status !== 0 && status !== LEAKS) {
      throw new UserError(`qemu-img finds ${file} damaged:\n${(stderr || stdout).trim()}`);
    }
  }
}

/**
 * Verifies every file of some machines and container volumes in a backup.
 *
 * @throws UserError for the first that is missing or damaged
 */
export async function verifyBackup(
  folder: string,
  { machines, volumes = [] }: Pick<BackupManifest, 'machines' | 'volumes'>,
  signal: AbortSignal,
  onFile: (file: string) => void,
): Promise<void> {
  const files = machines.flatMap(({ definition, disks, state = [] }) => [
    { ...definition, format: 'xml' },
    ...disks,
    ...state.flatMap((part) => part.files.map((file) => ({ ...file, format: 'raw' }))),
  ]);
  for (const { file, format, ...facts } of [...files, ...volumes.map((volume) => ({ ...volume, format: 'tar' }))]) {
    onFile(file);
    await verifyFile(join(folder, file), facts, format, { signal });
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
