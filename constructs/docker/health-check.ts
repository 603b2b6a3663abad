import { Lazy } from 'cdktf';
import { checkedPath, checkedPort, Duration, escapeTemplate, shown } from '../core';

/** When and how often a container is checked. */
export interface HealthCheckOptions {
  /** @default - 2 seconds */
  readonly interval?: Duration;
  /** @default - 5 seconds */
  readonly timeout?: Duration;
  /**
   * How many failures in a row make it unhealthy.
   * @default 5
   */
  readonly retries?: number;
  /**
   * How long failures do not count after the start.
   * @default - 30 seconds
   */
  readonly startPeriod?: Duration;
}

/** How Docker decides that a container is healthy. */
export class HealthCheck {
  /**
   * A command that exits with 0 when all is well.
   * @throws RangeError if there is none
   */
  static command(words: readonly string[], options: HealthCheckOptions = {}): HealthCheck {
    if (words.length === 0) {
      throw new RangeError(`the command of a HealthCheck must begin with a program, got no words`);
    }
    return new HealthCheck(() => ['CMD', ...words], options);
  }

  /**
   * A GET request to the container itself, by whichever of curl, wget and bash its image has.
   * @param port a function is asked when the app is synthesized
   * @throws RangeError if the port or the path cannot be one
   */
  static http(port: number | (() => number), path = '/', options: HealthCheckOptions = {}): HealthCheck {
    checkedPath(path);
    const ask = typeof port === 'number' ? checkedPort(port) : port;
    return new HealthCheck(() => ['CMD', 'sh', '-c', request(typeof ask === 'number' ? ask : ask(), path)], options);
  }

  private constructor(
    private readonly test: () => readonly string[],
    private readonly options: HealthCheckOptions,
  ) {
    const { retries } = options;
    if (retries !== undefined && (!Number.isInteger(retries) || retries < 1)) {
      throw new RangeError(`'retries' of a HealthCheck must be a whole number of at least 1, got ${shown(retries)}`);
    }
  }

  /** The block of the container's resource. */
  render(): { test: string[]; interval: string; timeout: string; retries: number; startPeriod: string } {
    const { interval, timeout, retries, startPeriod } = this.options;
    return {
      test: Lazy.listValue({ produce: () => this.test().map(escapeTemplate) }),
      interval: goDuration(interval ?? Duration.seconds(2)),
      timeout: goDuration(timeout ?? Duration.seconds(5)),
      retries: retries ?? 5,
      startPeriod: goDuration(startPeriod ?? Duration.seconds(30)),
    };
  }
}

function request(port: number, path: string): string {
  const url = `http://127.0.0.1:${port}${path}`;
  const byHand = `exec 3<>/dev/tcp/127.0.0.1/${port}; printf "GET ${path} HTTP/1.0\\r\\n\\r\\n" >&3; read -r _ status _ <&3; [ "$status" -lt 400 ]`;
  return [
    `if command -v curl >/dev/null; then curl -fsS -o /dev/null "${url}"`,
    `elif command -v wget >/dev/null; then wget -q -O /dev/null "${url}"`,
    `else bash -c '${byHand}'; fi`,
  ].join('; ');
}

/** A duration as Docker's API gives it back; any other spelling would be a change in every plan. */
function goDuration(duration: Duration): string {
  const { seconds, milliseconds } = duration;
  if (seconds < 1) {
    return `${milliseconds}ms`;
  }
  const minutes = Math.floor(seconds / 60);
  const rest = `${(milliseconds % 60_000) / 1000}s`;
  if (minutes === 0) {
    return rest;
  }
  return minutes < 60 ? `${minutes}m${rest}` : `${Math.floor(minutes / 60)}h${minutes % 60}m${rest}`;
}
