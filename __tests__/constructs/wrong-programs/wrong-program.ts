import { ConfigError } from '../../../constructs';
import { type TestLab, testLab } from '../../helpers/lab';

/** A program that is refused: what is wrong with it, the program, and the whole message. */
export type WrongProgram = readonly [title: string, program: (lab: TestLab) => unknown, message: string];

/** A value that the compiler would refuse, as a program in JavaScript or one that reads files has it. */
export function untyped<T>(value: unknown): T {
  return value as T;
}

/** Runs each program and its synth, and compares what it is refused with. */
export function refuses(rows: readonly WrongProgram[]): void {
  test.each(rows)('%s', (_title, program, message) => {
    const lab = testLab();
    const error = refusalOf(() => {
      program(lab);
      lab.app.synth();
    });
    expect(error?.message).toBe(message);
    // Anything else is an accident of JavaScript, or Terraform's and cdktf's own words.
    expect(error instanceof ConfigError || error instanceof RangeError).toBe(true);
  });
}

function refusalOf(program: () => void): Error | undefined {
  try {
    program();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
