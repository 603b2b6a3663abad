import { posix } from 'node:path';
import { Lazy } from 'cdktf';
import type { Construct } from 'constructs';
import { ConfigError, escapeTemplate } from '../core';
import { Volume } from './volume';

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

/** The files that a container gets before it starts. */
export class ContainerFiles {
  readonly uploads: { file: string; content: string }[];
  readonly mounts: { volumeName: string; containerPath: string }[] = [];

  /**
   * Docker refuses to copy into a read-only root, but not into a volume, so `inVolumes` gives each folder one (writable, or Docker would refuse again).
   * @throws ConfigError if a path is not absolute or a file lies in the root folder
   */
  constructor(scope: Construct, replica: Replica, files: Readonly<Record<string, ContainerFile>>, inVolumes: boolean) {
    const paths = Object.keys(files);
    for (const path of paths) {
      if (!path.startsWith('/') || posix.normalize(path) !== path || posix.dirname(path) === '/') {
        throw new ConfigError(scope, `'files' must have absolute paths within a folder, e.g. '/labcloud/site.conf', got '${path}'`);
      }
    }
    this.uploads = Object.entries(files).map(([file, content]) => ({
      file,
      content: Lazy.stringValue({ produce: () => escapeTemplate(typeof content === 'string' ? content : content(replica)) }),
    }));
    if (inVolumes) {
      [...new Set(paths.map((path) => posix.dirname(path)))].forEach((folder, index) => {
        const volume = new Volume(scope, index === 0 ? 'Files' : `Files${index + 1}`);
        this.mounts.push({ volumeName: volume.resource.name, containerPath: folder });
      });
    }
  }
}
