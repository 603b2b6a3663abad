import type { PropNames, Secret, Size } from '../core';
import type { ContainerFile } from './container-files';
import type { Image } from './image';
import type { Network } from './network';

/** What can be waited for: a service until it is healthy, a job until it has ended well. */
export interface IStarted {
  /** The addresses in Terraform of what has to be there. */
  readonly startedBy: readonly string[];
}

/** What services and jobs have alike. */
export interface ContainerProps {
  readonly image: Image;
  /**
   * The program and its arguments, instead of what the image would run.
   * @default - what the image runs
   */
  readonly command?: readonly string[];
  /**
   * The folder that it starts in.
   * @default - the image's
   */
  readonly workingDirectory?: string;
  /**
   * Environment variables. Not for secrets: Terraform and Docker both keep them in clear.
   * @default - none beside the image's
   */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Secrets by the name of their file in `/run/secrets`. They are in no state, no plan and not in what Docker keeps; another `version` makes the
   * container anew. Only on an engine of this machine, where `labcloud` lays the files down.
   * @default - none
   */
  readonly secrets?: Readonly<Record<string, Secret>>;
  /**
   * The networks it is on; its address is that on the first one.
   * @default - the engine's own bridge, where the address is not known at synth
   */
  readonly networks?: readonly Network[];
  /**
   * Whether it shares the network of the engine's machine instead of having its own.
   * @default false
   */
  readonly hostNetwork?: boolean;
  /**
   * Files by their absolute path. A change replaces the container.
   * @default - none
   */
  readonly files?: Readonly<Record<string, ContainerFile>>;
  /**
   * The user (and group) that the program runs as.
   * @default - the image's
   */
  readonly user?: string;
  /**
   * Linux capabilities that it keeps, e.g. `CAP_CHOWN`.
   * @default - none
   */
  readonly capabilities?: readonly string[];
  /**
   * Whether its programs may get more rights than it was started with, as `sudo` and `ping` do by their file's owner or capabilities.
   * @default false
   */
  readonly newPrivileges?: boolean;
  /**
   * Whether the root file system cannot be written to. Docker copies nothing into such a root, so it excludes `files`.
   * @default - true without `files`
   */
  readonly readOnlyRoot?: boolean;
  /**
   * Folders in memory that can be written to.
   * @default - `/tmp` and `/run`
   */
  readonly temporaryFolders?: readonly string[];
  /**
   * Beyond that its programs are ended; nothing of it is swapped out.
   * @default - no limit
   */
  readonly memory?: Size;
  /**
   * How many processors it may keep busy, e.g. 0.5.
   * @default - no limit
   */
  readonly cpus?: number;
  /**
   * Limits by the name that `ulimit` in `docker run` knows them by, e.g. `{ nofile: 1024, nproc: 64 }`.
   * @default - the engine's
   */
  readonly limits?: Readonly<Record<string, number>>;
  /**
   * What has to be there before it starts: services that are healthy, jobs that have ended well.
   * @default - nothing
   */
  readonly after?: readonly IStarted[];
}

/** The names of `ContainerProps`. */
export const CONTAINER_PROPS: PropNames<ContainerProps> = {
  image: true,
  command: true,
  environment: true,
  workingDirectory: true,
  secrets: true,
  networks: true,
  hostNetwork: true,
  files: true,
  user: true,
  capabilities: true,
  newPrivileges: true,
  readOnlyRoot: true,
  temporaryFolders: true,
  memory: true,
  cpus: true,
  limits: true,
  after: true,
};
