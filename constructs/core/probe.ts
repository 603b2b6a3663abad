import { shown } from './shown';

/** A probe as `labcloud` reads it. */
export interface ProbeDescription {
  readonly kind: 'http';
  readonly port: number;
  readonly path: string;
}

/** How one can tell from outside that a machine serves. */
export class Probe {
  /**
   * A GET request that is answered with a status below 400.
   * @throws RangeError if the port or the path cannot be one
   */
  static http(port = 80, path = '/'): Probe {
    return new Probe({ kind: 'http', port: checkedPort(port), path: checkedPath(path) });
  }

  private constructor(readonly description: ProbeDescription) {}
}

/**
 * The port itself.
 * @throws RangeError unless it is a whole number from 1 to 65535
 */
export function checkedPort(port: number): number {
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new RangeError(`a port must be a whole number from 1 to 65535, got ${shown(port)}`);
  }
  return port;
}

/**
 * The path of a URL itself.
 * @throws RangeError unless it begins with `/` and needs no quoting in a shell, a URL or a configuration file
 */
export function checkedPath(path: string): string {
  if (!/^\/[\w./~%?=&+-]*$/.test(path)) {
    throw new RangeError(`a path must begin with '/' and have only letters, digits and ./~%?=&+-_, got '${path}'`);
  }
  return path;
}
