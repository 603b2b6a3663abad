import type { IConstruct } from 'constructs';
import { ConfigError } from './config-error';
import { checkedPort } from './probe';
import { shown } from './shown';
import { Size } from './size';

// The compiler refuses all of this in TypeScript; props that were cast, read from a file or written in JavaScript pass it by.

/** @throws ConfigError unless each of these props is given */
export function requireProps<P extends object>(scope: IConstruct, props: P, names: readonly (keyof P & string)[]): void {
  for (const name of names) {
    if (props[name] === undefined || props[name] === null) {
      throw new ConfigError(scope, `'${name}' must be given`);
    }
  }
}

/** @throws ConfigError unless it is a port; the port else */
export function checkPort(scope: IConstruct, port: number): number {
  try {
    return checkedPort(port);
  } catch (error) {
    throw new ConfigError(scope, (error as Error).message);
  }
}

/** @throws ConfigError unless the value is a `Size`, or nothing */
export function checkSize(scope: IConstruct, prop: string, value: Size | undefined): void {
  if (value !== undefined && !(value instanceof Size)) {
    throw new ConfigError(scope, `'${prop}' must be a Size, e.g. Size.gibibytes(2), got ${shown(value)}`);
  }
}

/** @throws ConfigError unless the value is one of the choices, or nothing */
export function checkChoice<T extends string>(scope: IConstruct, prop: string, value: T | undefined, choices: readonly T[]): void {
  if (value !== undefined && !choices.includes(value)) {
    const names = choices.map((choice) => `'${choice}'`).join(', ');
    throw new ConfigError(scope, `'${prop}' must be one of ${names}, got ${shown(value)}`);
  }
}
