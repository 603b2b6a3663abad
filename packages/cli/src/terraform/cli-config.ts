import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Project } from '../project/project';

// A `provider_installation` in the user's own configuration would hide the providers beside the stack.
const CONTENT = 'disable_checkpoint = true\n';

/** Writes labcloud's own Terraform CLI configuration and returns its path. */
export function writeCliConfig(project: Project): string {
  const file = join(project.privateDirectory, 'terraform.rc');
  if (!existsSync(file) || readFileSync(file, 'utf8') !== CONTENT) {
    writeFileSync(file, CONTENT, { mode: 0o600 });
  }
  return file;
}
