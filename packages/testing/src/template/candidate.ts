import { type Entry, pathOf, type Typed } from './stack-json';

/** Something in a template that a pattern can be compared with. */
export interface Candidate {
  /** What it is called in a template's JSON. */
  readonly name: string;
  /** How it is called in messages: its construct path and its Terraform address. */
  readonly title: string;
  readonly entry: Entry;
}

/** The resources or data sources of a type. */
export function candidatesOf(section: Typed | undefined, type: string, prefix = ''): Candidate[] {
  return Object.entries(section?.[type] ?? {}).map(([name, entry]) => {
    const address = `${prefix}${type}.${name}`;
    const path = pathOf(entry);
    return { name, title: path === undefined ? address : `${path} (${address})`, entry };
  });
}

/** The entries of a section that has no types. */
export function namedCandidates(section: Readonly<Record<string, Entry>> | undefined, kind: string): Candidate[] {
  return Object.entries(section ?? {}).map(([name, entry]) => ({ name, title: `${kind} ${name}`, entry }));
}

const META_ARGUMENTS = new Set(['//', 'depends_on', 'count', 'for_each', 'provider', 'lifecycle', 'provisioner', 'connection']);

/** A resource without what Terraform itself reads in it. */
export function propertiesOf({ name, title, entry }: Candidate): Candidate {
  return { name, title, entry: Object.fromEntries(Object.entries(entry).filter(([key]) => !META_ARGUMENTS.has(key))) };
}
