import type { Duration, PropNames } from '../core';
import { CONTAINER_PROPS, type ContainerProps } from './container-props';
import type { HealthCheck } from './health-check';

/** Props of a `ContainerService`. */
export interface ContainerServiceProps extends ContainerProps {
  /**
   * The port that it serves HTTP on.
   * @default - it serves nothing that `status` could ask for
   */
  readonly port?: number;
  /** @default - the image's own health check */
  readonly healthCheck?: HealthCheck;
  /**
   * How long it may take until it is healthy; then Terraform gives up. Whole seconds.
   * @default - 120 seconds
   */
  readonly startTimeout?: Duration;
  /**
   * How long it is given to end by itself. Whole seconds.
   * @default - 10 seconds
   */
  readonly stopTimeout?: Duration;
  /**
   * How many equal containers; `publishEach` gives each a port of its own.
   * @default 1
   */
  readonly replicas?: number;
  /**
   * How many replicas `labcloud up` may make anew at the same time; it waits until those are healthy.
   * @default - all
   */
  readonly atOnce?: number;
}

/** The names of `ContainerServiceProps`. */
export const CONTAINER_SERVICE_PROPS: PropNames<ContainerServiceProps> = {
  ...CONTAINER_PROPS,
  port: true,
  healthCheck: true,
  startTimeout: true,
  stopTimeout: true,
  replicas: true,
  atOnce: true,
};
