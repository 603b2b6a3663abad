import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UserError } from '../errors';
import type { ManifestSecret, ManifestStack } from './manifest';
import type { Project } from './project';

const OTHERS_MAY_READ = 0o077;

/**
 * The environment that hands a stack's secrets to Terraform. Values go no other way: arguments and variable files can be read by others or stay.
 *
 * @param needed whether values are used; where something is only removed, a source that is gone does not matter
 * @throws UserError naming the secret whose source is missing, empty or readable by others
 */
export function secretEnvironment(project: Project, stack: ManifestStack, needed: boolean): Record<string, string> {
  return Object.fromEntries(
    stack.secrets.map((secret) => [
      `TF_VAR_${secret.variable}`,
      needed ? unchanged(secret, valueOf(project, stack, secret)) : (quietly(project, stack, secret) ?? ''),
    ]),
  );
}

/** @throws UserError if Terraform would change the value, which then fits no lock */
function unchanged({ path }: ManifestSecret, value: string): string {
  if (value.normalize('NFC') !== value) {
    throw new UserError(
      `The secret ${path} is not in Unicode's composed form (NFC), in which Terraform keeps all texts.`,
      'Write it again with a keyboard that composes accents, or without accents.',
    );
  }
  return value;
}

/**
 * Lays down the secrets that containers are given, each in a file that all may read, in a folder that its owner alone may enter: whoever the
 * program in a container is, Docker has put the file there for it.
 *
 * @throws UserError naming the secret whose source is missing, empty or readable by others
 */
export function laySecretsDown(project: Project, stack: ManifestStack): void {
  for (const secret of stack.secrets) {
    if (secret.mountedFile !== undefined) {
      const file = resolve(project.directory, secret.mountedFile);
      const value = valueOf(project, stack, secret);
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      if (!existsSync(file) || readFileSync(file, 'utf8') !== value) {
        writeFileSync(`${file}.new`, value, { mode: 0o444 });
        chmodSync(`${file}.new`, 0o444);
        renameSync(`${file}.new`, file);
      }
    }
  }
}

/** Removes what `laySecretsDown` has laid down, when no container is left to read it. */
export function takeSecretsUp(project: Project, stack: ManifestStack): void {
  rmSync(join(project.privateDirectory, 'mounted', stack.name), { recursive: true, force: true });
}

function quietly(project: Project, stack: ManifestStack, secret: ManifestSecret): string | undefined {
  try {
    return secret.source.kind === 'generated' && !existsSync(generatedFile(project, stack, secret))
      ? undefined
      : valueOf(project, stack, secret);
  } catch (error) {
    if (error instanceof UserError) {
      return undefined;
    }
    throw error;
  }
}

function valueOf(project: Project, stack: ManifestStack, secret: ManifestSecret): string {
  const { source, path } = secret;
  if (source.kind === 'environment') {
    const value = process.env[source.variable];
    if (value === undefined || value === '') {
      throw new UserError(
        `The secret ${path} is missing: the environment variable ${source.variable} is not set.`,
        `Set it: read -rs ${source.variable} && export ${source.variable}`,
      );
    }
    return value;
  }
  return source.kind === 'file'
    ? fromFile(path, resolve(project.directory, source.path))
    : generated(generatedFile(project, stack, secret), source.bytes);
}

function fromFile(path: string, file: string): string {
  if (!existsSync(file)) {
    throw new UserError(`The secret ${path} is missing: there is no file ${file}.`, `Write it there: install -m 600 /dev/stdin ${file}`);
  }
  if ((statSync(file).mode & OTHERS_MAY_READ) !== 0) {
    throw new UserError(`The file of the secret ${path} can be read by others: ${file}.`, `chmod 600 ${file}`);
  }
  const value = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  if (value === '') {
    throw new UserError(`The secret ${path} is missing: ${file} is empty.`);
  }
  return value;
}

function generatedFile(project: Project, stack: ManifestStack, { variable, version }: ManifestSecret): string {
  return join(project.privateDirectory, 'secrets', stack.name, `${variable}.${version}`);
}

/** Written through a temporary name, so that an interrupted run leaves either a whole value or none. */
function generated(file: string, bytes: number): string {
  if (!existsSync(file)) {
    mkdirSync(resolve(file, '..'), { recursive: true, mode: 0o700 });
    writeFileSync(`${file}.new`, randomBytes(bytes).toString('base64url'), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  return readFileSync(file, 'utf8');
}
