import type { IConstruct } from 'constructs';

/** One place where something serves. */
export interface Endpoint {
  /** A name that is unique in the lab, e.g. `web-1`. */
  readonly name: string;
  /** The IP address, known at synth. */
  readonly address: string;
}

/** Something that a load balancer can send traffic to: a machine, or a container service with its replicas. */
export interface ITarget extends IConstruct {
  /**
   * Where it serves.
   * @throws ConfigError if its addresses are not known at synth
   */
  readonly endpoints: readonly Endpoint[];
}
