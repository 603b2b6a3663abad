import { type Value } from './value';

/** A numeric id, as libvirt takes it. */
export function wholeNumber(value: Value): string | undefined {
  return /^\d+$/.test(String(value)) ? undefined : `must be a number, because libvirt takes no names here, got ${JSON.stringify(value)}`;
}

/** An octal mode: what it must look like, and that `0711` and `711` are the same. */
export const sameMode = {
  same: (a: Value, b: Value): boolean => parseInt(String(a), 8) === parseInt(String(b), 8),
  validate: (value: Value): string | undefined =>
    /^0?[0-7]{3,4}$/.test(String(value)) ? undefined : `must be an octal mode such as 0711, got ${JSON.stringify(value)}`,
};
