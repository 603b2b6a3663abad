import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UserError } from '../errors';
import type { Manifest } from './manifest';
import type { Project } from './project';

interface State {
  readonly resources?: readonly {
    readonly mode?: string;
    readonly instances?: readonly { readonly attributes?: { readonly id?: unknown } | null }[];
  }[];
}

/**
 * The ids of everything that a Terraform state knows; none when the file does not exist.
 *
 * @throws UserError when the file is not JSON
 */
export function idsInState(file: string): string[] {
  if (!existsSync(file)) {
    return [];
  }
  let state: State;
  try {
    state = JSON.parse(readFileSync(file, 'utf8')) as State;
  } catch (error) {
    throw new UserError(`The state ${file} is damaged: ${(error as Error).message}`, `Terraform keeps the one before as ${file}.backup.`);
  }
  const ids = (state.resources ?? []).flatMap(({ instances }) => (instances ?? []).map(({ attributes }) => attributes?.id));
  return ids.filter((id) => typeof id === 'string');
}

/** Names of stacks that left the app while their resources still exist. */
export function goneStacks(project: Project, manifest: Manifest): string[] {
  const present = new Set(manifest.stacks.map(({ name }) => name));
  const names = readdirSync(project.stateDirectory)
    .filter((file) => file.endsWith('.tfstate'))
    .map((file) => basename(file, '.tfstate'));
  return names.filter((name) => !present.has(name) && idsInState(join(project.stateDirectory, `${name}.tfstate`)).length > 0);
}
