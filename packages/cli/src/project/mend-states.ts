import { copyFileSync, existsSync, readFileSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Project } from './project';

/** How long a Terraform that was started by hand may take to write a state, in milliseconds. */
const WRITING_MILLISECONDS = 300;

/** A state that was cut, and what took its place. */
export interface MendedState {
  readonly stack: string;
  /** Where the damaged state is now. */
  readonly aside: string;
  /** Whether the state before is in its place; else there was none, and none is there now. */
  readonly hasBackup: boolean;
}

/**
 * Puts the state before in the place of every state that was cut because Terraform was killed while it wrote. The damaged file is
 * kept beside it. What the last run made and the state before does not know is found again by the next one.
 *
 * Only for who holds the project's lock.
 */
export async function mendStates(project: Project): Promise<MendedState[]> {
  const damaged = (): string[] => statesOf(project).filter((file) => isCut(file));
  if (damaged().length === 0) {
    return [];
  }
  await sleep(WRITING_MILLISECONDS);
  return damaged().map((file) => {
    const stack = file.slice(project.stateDirectory.length + 1, -'.tfstate'.length);
    const backup = `${file}.backup`;
    const hasBackup = existsSync(backup) && isJson(backup);
    const aside = freeName(`${file}.damaged`);
    renameSync(file, aside);
    if (hasBackup) {
      copyFileSync(backup, file);
    }
    return { stack, aside, hasBackup };
  });
}

/** The damaged state of an earlier time is not written over. */
function freeName(name: string): string {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name}.${number}`;
    if (!existsSync(candidate)) {
      return candidate;
    }
  }
}

function statesOf({ stateDirectory }: Project): string[] {
  return readdirSync(stateDirectory)
    .filter((name) => name.endsWith('.tfstate'))
    .map((name) => join(stateDirectory, name));
}

/** An empty file with nothing before it is that of a Terraform which was killed when it began: nothing was lost. */
function isCut(file: string): boolean {
  return readFileSync(file).length === 0 ? existsSync(`${file}.backup`) : !isJson(file);
}

function isJson(file: string): boolean {
  try {
    JSON.parse(readFileSync(file, 'utf8'));
    return true;
  } catch {
    return false;
  }
}
