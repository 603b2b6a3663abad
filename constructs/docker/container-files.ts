import { posix } from 'node:path';
import { Lazy } from 'cdktf';
import type { Construct } from 'constructs';
import { ConfigError, escapeTemplate, isUnicode, shown, terraformText, textProblem } from '../core';

/** One container of a service. */
export interface Replica {
  /** Its name in the lab, e.g. `hello-2`. */
  readonly name: string;
  /** Its address on the service's first network. */
  readonly address: string | undefined;
  /** Counted from 1. */
  readonly index: number;
}

/** The content of a file, or a function that makes it for each replica when the app is synthesized. */
export type ContainerFile = string | ((replica: Replica) => string);

/** A file that Docker copies into a container before it starts. */
export interface Upload {
  readonly file: string;
  readonly content?: string;
  /** Instead, for what Terraform would change in a text. */
  readonly contentBase64?: string;
  /** Instead, for an empty file. */
  readonly source?: string;
}

/**
 * The files that a replica gets before it starts.
 *
 * @throws ConfigError if a path is not absolute or a file lies in the root folder
 */
export function uploadsFor(scope: Construct, replica: Replica, files: Readonly<Record<string, ContainerFile>>): Upload[] {
  for (const path of Object.keys(files)) {
    if (!path.startsWith('/') || posix.normalize(path) !== path || posix.dirname(path) === '/' || path.includes('\0')) {
      throw new ConfigError(scope, `'files' must have absolute paths within a folder, e.g. '/labcloud/site.conf', got ${shown(path)}`);
    }
  }
  return Object.entries(files).map(([path, content]) => {
    const text = (): string => (typeof content === 'string' ? content : content(replica));
    return {
      file: terraformText(scope, `'files'`, path),
      content: Lazy.stringValue({ produce: () => (text() !== '' && staysText(text()) ? escapeTemplate(text()) : undefined) }),
      // The provider takes an empty text for none.
      source: Lazy.stringValue({ produce: () => (text() === '' ? '/dev/null' : undefined) }),
      contentBase64: Lazy.stringValue({ produce: () => (staysText(text()) ? undefined : encoded(scope, path, text())) }),
    };
  });
}

function staysText(text: string): boolean {
  return !text.includes('\0') && textProblem(text) === undefined;
}

function encoded(scope: Construct, path: string, text: string): string {
  if (!isUnicode(text)) {
    throw new ConfigError(scope, `the content of '${path}' must be Unicode, got half a character in ${shown(text)}`);
  }
  return Buffer.from(text).toString('base64');
}
