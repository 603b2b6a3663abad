import { checkedPath, Duration } from '../core';

/** How a target is asked whether it serves. */
export interface TargetHealthOptions {
  /** @default - 2 seconds */
  readonly interval?: Duration;
  /**
   * How many failures in a row take it out.
   * @default 2
   */
  readonly fall?: number;
  /**
   * How many successes in a row bring it back.
   * @default 1
   */
  readonly rise?: number;
}

/** When a load balancer takes a target out of service, and back in. */
export class TargetHealth {
  /**
   * It must answer a GET request with a status from 200 to 399.
   * @throws RangeError if the path cannot be one, or a count is not a positive whole number
   */
  static http(path = '/', options: TargetHealthOptions = {}): TargetHealth {
    return new TargetHealth(checkedPath(path), options);
  }

  /** It must accept connections. */
  static tcp(options: TargetHealthOptions = {}): TargetHealth {
    return new TargetHealth(undefined, options);
  }

  private constructor(
    private readonly path: string | undefined,
    private readonly options: TargetHealthOptions,
  ) {
    for (const count of [options.fall, options.rise]) {
      if (count !== undefined && (!Number.isInteger(count) || count < 1)) {
        throw new RangeError(`'fall' and 'rise' must be whole numbers of at least 1, got ${count}`);
      }
    }
  }

  /** The lines of HAProxy's backend that say so. */
  render(): string[] {
    const { interval, fall, rise } = this.options;
    const every = `default-server check inter ${(interval ?? Duration.seconds(2)).toString()} fall ${fall ?? 2} rise ${rise ?? 1}`;
    return this.path === undefined
      ? [every]
      : ['option httpchk', `http-check send meth GET uri ${this.path}`, 'http-check expect rstatus ^[23]', every];
  }
}
