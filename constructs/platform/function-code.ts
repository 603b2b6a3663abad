import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { IConstruct } from 'constructs';
import { ConfigError, LabApp, shown } from '../core';

/** The program of a `Function`: Python with a callable of WSGI. */
export class FunctionCode {
  /**
   * A file of the project.
   * @param path relative to the project
   */
  static fromFile(path: string): FunctionCode {
    return new FunctionCode((scope) => readCode(scope, path));
  }

  /** The program itself. */
  static fromText(text: string): FunctionCode {
    return new FunctionCode(() => text);
  }

  private constructor(
    /** @throws ConfigError if the file cannot be read */
    readonly read: (scope: IConstruct) => string,
  ) {}
}

function readCode(scope: IConstruct, path: string): string {
  try {
    return readFileSync(resolve(LabApp.of(scope).projectDir, path), 'utf8');
  } catch (error) {
    throw new ConfigError(scope, `'code' must be a file that can be read, got ${shown(path)}: ${(error as Error).message}`);
  }
}
