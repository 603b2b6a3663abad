import type { IConstruct } from 'constructs';
import { closest } from './closest';
import { ConfigError } from './config-error';

/** The names of props, of which the compiler lets none be missing and none be invented. */
export type PropNames<P> = Readonly<Record<keyof P, true>>;

/**
 * Refuses a prop that does not exist. The compiler does so in TypeScript; props that were cast, read from a file or written
 * in JavaScript pass it by, and would be ignored.
 * @throws ConfigError with the closest name
 */
export function refuseUnknownProps<P extends object>(scope: IConstruct, props: P, names: PropNames<P>): void {
  for (const name in props) {
    if (!Object.hasOwn(names, name)) {
      throw new ConfigError(scope, `unknown prop '${name}': ${closest(name, Object.keys(names))}`);
    }
  }
}
