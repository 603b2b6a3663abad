import { posix } from 'node:path';
import { Lazy } from 'cdktf';
import type { Construct } from 'constructs';
import { ConfigError, escapeTemplate } from '../core';

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
  readonly content: string;
}

/**
 * The files that a replica gets before it starts.
 *
 * @throws ConfigError if a path is not absolute or a file lies in the root folder
 */
export function uploadsFor(scope: Construct, replica: Replica, files: Readonly<Record<string, ContainerFile>>): Upload[] {
  for (const path of Object.keys(files)) {
    if (!path.startsWith('/') || posix.normalize(path) !== path || posix.dirname(path) === '/') {
      throw new ConfigError(scope, `'files' must have absolute paths within a folder, e.g. '/labcloud/site.conf', got '${path}'`);
    }
  }
  return Object.entries(files).map(([file, content]) => ({
    file,
    content: Lazy.stringValue({ produce: () => escapeTemplate(typeof content === 'string' ? content : content(replica)) }),
  }));
}
