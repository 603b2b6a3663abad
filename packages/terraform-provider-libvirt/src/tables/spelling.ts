import { type Value } from './value';

/** Whether two texts differ at most in case, as UUIDs and hardware addresses do. */
export function sameIgnoringCase(a: Value, b: Value): boolean {
  return typeof a === 'string' && typeof b === 'string' && a.toLowerCase() === b.toLowerCase();
}

const MACHINE_ALIASES = new Map<Value, RegExp>([
  ['q35', /^pc-q35-/],
  ['pc', /^pc-i440fx-/],
  ['virt', /^virt-\d/],
]);

/** Whether two machine types are one: libvirt writes the versioned name (`pc-q35-7.2`) where an alias (`q35`) was given. */
export function sameMachine(a: Value, b: Value): boolean {
  const alias = (short: Value, long: Value): boolean => MACHINE_ALIASES.get(short)?.test(String(long)) ?? false;
  return alias(a, b) || alias(b, a);
}
