import { closest } from '../../core';

/** What a setting of cloud-init may be. */
export interface Shape {
  /** In words, after "must be". */
  readonly what: string;
  /** What is wrong with a value; undefined when nothing is. */
  problem(value: unknown, path: string): string | undefined;
}

function shape(what: string, fits: (value: unknown) => boolean): Shape {
  return { what, problem: (value, path) => (fits(value) ? undefined : `'${path}' must be ${what}, got ${shown(value)}`) };
}

/** Anything at all that YAML can say. */
export const ANYTHING: Shape = shape(
  'plain data',
  (value) => value !== undefined && typeof value !== 'function' && typeof value !== 'symbol',
);

/** True or false. */
export const FLAG: Shape = shape('true or false', (value) => typeof value === 'boolean');

/** A text, which a pattern may narrow. */
export function text(what = 'a text', pattern = /[^]/): Shape {
  return shape(what, (value) => typeof value === 'string' && pattern.test(value));
}

/** A whole number between two others, both included. */
export function whole(least = 0, most = Number.MAX_SAFE_INTEGER): Shape {
  const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  return shape(`a whole number ${range}`, (value) => Number.isInteger(value) && (value as number) >= least && (value as number) <= most);
}

/** One of these values. */
export function oneOf(...values: readonly (string | boolean | number)[]): Shape {
  return shape(`one of ${values.map((value) => shown(value)).join(', ')}`, (value) => values.includes(value as string));
}

/** What fits one of several shapes. */
export function either(...shapes: readonly Shape[]): Shape {
  const what = shapes.map((each) => each.what).join(', or ');
  return {
    what,
    problem: (value, path) => {
      const problems = shapes.map((each) => each.problem(value, path));
      if (problems.some((problem) => problem === undefined)) {
        return undefined;
      }
      // What goes wrong further in says more than that no shape fits.
      const deeper = problems.find((problem) => problem !== undefined && !problem.startsWith(`'${path}' must`));
      return deeper ?? `'${path}' must be ${what}, got ${shown(value)}`;
    },
  };
}

/** A list whose items have one shape. */
export function list(item: Shape, { least = 1, most = Infinity }: { readonly least?: number; readonly most?: number } = {}): Shape {
  const what = `a list${most === Infinity ? (least === 0 ? '' : ' that is not empty') : ` of ${least} to ${most} items`}`;
  return {
    what,
    problem: (value, path) =>
      Array.isArray(value) && value.length >= least && value.length <= most
        ? first(value.map((each, index) => () => item.problem(each, `${path}[${index}]`)))
        : `'${path}' must be ${what}, got ${shown(value)}`,
  };
}

/** What a `fields` must have. */
interface FieldOptions {
  /** @default - none is */
  readonly required?: readonly string[];
}

/** An object with known names, at least one of them; others are refused with the closest one that exists. */
export function fields(names: Readonly<Record<string, Shape>>, { required = [] }: FieldOptions = {}): Shape {
  const what = 'an object that is not empty';
  return {
    what,
    problem: (value, path) => {
      if (!isObject(value) || Object.keys(value).length === 0) {
        return `'${path}' must be ${what}, got ${shown(value)}`;
      }
      const missing = required.find((name) => value[name] === undefined);
      if (missing !== undefined) {
        return `'${path}' must have '${missing}', got ${shown(value)}`;
      }
      return first(
        Object.entries(value).map(([name, part]) => () => {
          const known = Object.hasOwn(names, name) ? names[name] : undefined;
          return known === undefined
            ? `'${path}' has no '${name}': ${closest(name, Object.keys(names))}`
            : part === undefined
              ? undefined
              : known.problem(part, `${path}.${name}`);
        }),
      );
    },
  };
}

/** An object with names of one's own. */
export function map(item: Shape, name: Shape = text()): Shape {
  const what = 'an object';
  return {
    what,
    problem: (value, path) =>
      isObject(value)
        ? first(
            Object.entries(value).map(
              ([key, part]) =>
                () =>
                  name.problem(key, `${path}, its name ${key}`) ?? item.problem(part, `${path}.${key}`),
            ),
          )
        : `'${path}' must be ${what}, got ${shown(value)}`,
  };
}

function first(checks: readonly (() => string | undefined)[]): string | undefined {
  for (const check of checks) {
    const problem = check();
    if (problem !== undefined) {
      return problem;
    }
  }
  return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  const words = typeof value === 'string' ? `'${value}'` : (JSON.stringify(value) ?? String(value));
  return words.length > 80 ? `${words.slice(0, 77)}…` : words;
}
