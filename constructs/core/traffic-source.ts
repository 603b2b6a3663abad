import type { IConstruct } from 'constructs';

/** How a packet filter recognises something that sends packets. */
export interface Traffic {
  /** Its addresses. */
  readonly addresses: readonly string[];
  /**
   * The computer on which its packets have those addresses; elsewhere they have that of the computer.
   * @default - it has them everywhere
   */
  readonly computer?: string;
  /**
   * Whether it sends from its computer's own addresses, as every other program there.
   * @default false
   */
  readonly fromComputer?: boolean;
}

/** Something whose packets a security group can let in, because it knows where they come from. */
export interface ITrafficSource extends IConstruct {
  /**
   * Asked when the app is synthesized.
   * @throws ConfigError if its addresses are not known at synth
   */
  readonly traffic: Traffic;
}
