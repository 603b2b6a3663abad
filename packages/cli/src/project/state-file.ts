import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UserError } from '../errors';
import type { Manifest } from './manifest';
import type { Project } from './project';

/** A Terraform state, as far as labcloud reads it. */
export interface State {
  readonly resources?: readonly {
    readonly module?: string;
    readonly mode?: string;
    readonly type?: string;
    readonly name?: string;
    readonly instances?: readonly {
      readonly index_key?: string | number;
      readonly attributes?: Readonly<Record<string, unknown>> | null;
      readonly dependencies?: readonly string[];
    }[];
  }[];
}

/**
 * Reads a Terraform state; an empty one when the file does not exist, or has nothing in it, as a Terraform leaves it that is killed before
 * it has anything to write.
 *
 * @throws UserError when the file is not JSON
 */
export function readState(file: string): State {
  if (!existsSync(file)) {
    return {};
  }
  const text = readFileSync(file, 'utf8');
  if (text === '' && !existsSync(`${file}.backup`)) {
    return {};
  }
  try {
    return JSON.parse(text) as State;
  } catch (error) {
    throw new UserError(
      `The state ${file} is damaged: ${(error as Error).message}`,
      `'labcloud up' and 'labcloud adopt' mend it from ${file}.backup, and find again what that does not know.`,
    );
  }
}

/**
 * The ids of everything that a Terraform state knows; none when the file does not exist.
 *
 * @throws UserError when the file is not JSON
 */
export function idsInState(file: string): string[] {
  const { resources = [] } = readState(file);
  const ids = resources.flatMap(({ instances }) => (instances ?? []).map(({ attributes }) => attributes?.['id']));
  return ids.filter((id) => typeof id === 'string');
}

/**
 * Terraform's addresses of what a state knows of Docker; none when the file does not exist.
 *
 * @throws UserError when the file is not JSON
 */
export function dockerAddresses(file: string): string[] {
  const managed = (readState(file).resources ?? []).filter(({ mode, type }) => mode === 'managed' && type?.startsWith('docker_'));
  return managed.map(({ type = '', name = '' }) => `${type}.${name}`);
}

/** Names of stacks that left the app while their resources still exist. */
export function goneStacks(project: Project, manifest: Manifest): string[] {
  const present = new Set(manifest.stacks.map(({ name }) => name));
  const names = readdirSync(project.stateDirectory)
    .filter((file) => file.endsWith('.tfstate'))
    .map((file) => basename(file, '.tfstate'));
  return names.filter((name) => !present.has(name) && idsInState(join(project.stateDirectory, `${name}.tfstate`)).length > 0);
}
