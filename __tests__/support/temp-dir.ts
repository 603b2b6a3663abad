import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of one test file's own, removed after its tests. */
export function useTempDir(prefix: string): () => string {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), `${prefix}-`));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return () => folder;
}
