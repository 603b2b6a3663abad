import type { IConstruct } from 'constructs';
import { ConfigError } from './config-error';

type Class<T> = abstract new (...args: never[]) => T;

/**
 * Returns the closest `type` at or above `scope` in the tree.
 * @throws ConfigError naming `label` if there is none
 */
export function nearest<T extends IConstruct>(scope: IConstruct, type: Class<T>, label: string): T {
  for (let current: IConstruct | undefined = scope; current; current = current.node.scope) {
    if (current instanceof type) {
      return current;
    }
  }
  throw new ConfigError(scope, `must be created inside a ${label}: pass one, or a construct within one, as 'scope'`);
}
