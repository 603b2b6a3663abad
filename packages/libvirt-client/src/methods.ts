import { type MethodsOf, type Procedure, type ProcedureTable } from './procedures/procedure';

/** How a method calls its procedure. */
export type Invoke = (procedure: Procedure, args: unknown[]) => Promise<unknown>;

/** Makes a class that has a method for each procedure of a table. */
export function methodsOf<T extends ProcedureTable>(table: T): new (invoke: Invoke) => MethodsOf<T> {
  class Methods {
    readonly #invoke: Invoke;

    constructor(invoke: Invoke) {
      this.#invoke = invoke;
    }

    static {
      for (const [name, procedure] of Object.entries(table)) {
        const value = function (this: Methods, ...args: unknown[]): Promise<unknown> {
          return this.#invoke(procedure, args);
        };
        Object.defineProperty(this.prototype, name, { value, writable: true, configurable: true });
      }
    }
  }
  return Methods as unknown as new (invoke: Invoke) => MethodsOf<T>;
}
