import { type IAsyncProperty, type IProperty } from 'fast-check';

/** Something that takes input from outside, and what must hold whatever comes. */
export interface FuzzTarget {
  readonly name: string;
  readonly property: IProperty<unknown> | IAsyncProperty<unknown>;
}

/** A target, whatever its property is about. */
export function fuzzTarget<T>(name: string, property: IProperty<T> | IAsyncProperty<T>): FuzzTarget {
  return { name, property: property as IProperty<unknown> };
}

/** Does something that may fail in one way only; gives what it throws in that way. */
export function onlyThrows(kinds: readonly (new (...args: never[]) => Error)[], act: () => unknown): Error | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (kinds.some((kind) => error instanceof kind)) return error as Error;
    throw error;
  }
}
