const LONGEST = 80;

/** A value that was received, as messages write it: texts in quotes, so that `'80'` is not taken for 80. */
export function shown(value: unknown): string {
  if (typeof value === 'string') {
    return `'${value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value}'`;
  }
  if (Array.isArray(value)) {
    return 'a list';
  }
  if (typeof value === 'object' && value !== null) {
    const name = (value as { constructor?: { name?: string } }).constructor?.name;
    return name === undefined || name === 'Object' ? 'an object' : `a ${name}`;
  }
  return typeof value === 'function' ? 'a function' : String(value);
}
