import type { PropNames, Size } from '../core';
import type { ContainerFile } from './container-files';
import type { HealthCheck } from './health-check';
import type { Image } from './image';
import type { Network } from './network';

/** Props of a `ContainerService`. */
export interface ContainerServiceProps {
  readonly image: Image;
  /**
   * The program and its arguments, instead of what the image would run.
   * @default - what the image runs
   */
  readonly command?: readonly string[];
  /**
   * Environment variables. Not for secrets: Terraform and Docker both keep them in clear.
   * @default - none beside the image's
   */
  readonly environment?: Readonly<Record<string, string>>;
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
   * The port that it serves HTTP on.
   * @default - it serves nothing that `status` could ask for
   */
  readonly port?: number;
  /**
   * Files by their absolute path. A change replaces the container.
   * @default - none
   */
  readonly files?: Readonly<Record<string, ContainerFile>>;
  /** @default - the image's own health check */
  readonly healthCheck?: HealthCheck;
  /**
   * How many equal containers; more than one cannot be published.
   * @default 1
   */
  readonly replicas?: number;
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
   * Whether the root file system cannot be written to. Docker copies nothing into such a root, so it excludes `files`.
   * @default - true without `files`
   */
  readonly readOnlyRoot?: boolean;
  /**
   * Folders in memory that can be written to.
   * @default - `/tmp` and `/run`
   */
  readonly temporaryFolders?: readonly string[];
  /** @default - no limit */
  readonly memory?: Size;
}

/** The names of `ContainerServiceProps`. */
export const CONTAINER_SERVICE_PROPS: PropNames<ContainerServiceProps> = {
  image: true,
  command: true,
  environment: true,
  networks: true,
  hostNetwork: true,
  port: true,
  files: true,
  healthCheck: true,
  replicas: true,
  user: true,
  capabilities: true,
  readOnlyRoot: true,
  temporaryFolders: true,
  memory: true,
};
