import { type Program, QEMU, REMOTE } from '../wire/message';
import { type Codec, type Encoder } from '../xdr/codec';

/** One remote procedure: where it is, how its arguments and its result look on the wire. */
export interface Procedure<A extends unknown[] = unknown[], R = unknown> {
  program: Program;
  number: number;
  arguments: Encoders<A>;
  result: Codec<R>;
  /** Whether it changes nothing, so that it may be repeated after the daemon died over it. */
  repeatable: boolean;
}

type Encoders<A extends unknown[]> = { [I in keyof A]-?: Encoder<A[I]> };

// Tables are checked where they are written; a table as a whole holds procedures of every type.
// oxlint-disable-next-line typescript/no-explicit-any
type AnyProcedure = Procedure<any[], any>;

/** Procedures by the name that callers use. */
export type ProcedureTable = Record<string, AnyProcedure>;

/** The methods that a table gives: one per procedure, each returning a promise. */
export type MethodsOf<T extends ProcedureTable> = {
  [K in keyof T]: T[K] extends Procedure<infer A, infer R> ? (...args: A) => Promise<R> : never;
};

/** A procedure that only looks. */
export function read<A extends unknown[], R>(number: number, args: Encoders<A>, result: Codec<R>): Procedure<A, R> {
  return { program: REMOTE, number, arguments: args, result, repeatable: true };
}

/** A procedure that changes something. */
export function write<A extends unknown[], R>(number: number, args: Encoders<A>, result: Codec<R>): Procedure<A, R> {
  return { program: REMOTE, number, arguments: args, result, repeatable: false };
}

/** A procedure that only QEMU has. */
export function qemu<A extends unknown[], R>(number: number, args: Encoders<A>, result: Codec<R>): Procedure<A, R> {
  return { program: QEMU, number, arguments: args, result, repeatable: false };
}
