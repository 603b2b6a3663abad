/** A resource, data source, variable or anything else of Terraform JSON. */
export type Entry = Readonly<Record<string, unknown>>;

/** Entries by type, then by name. */
export type Typed = Readonly<Record<string, Readonly<Record<string, Entry>>>>;

/** A stack as Terraform's JSON syntax has it. */
export interface StackJson {
  readonly '//'?: { readonly metadata?: Entry; readonly outputs?: Entry };
  readonly terraform?: Entry;
  readonly provider?: Readonly<Record<string, readonly Entry[] | Entry>>;
  readonly variable?: Readonly<Record<string, Entry>>;
  readonly resource?: Typed;
  readonly data?: Typed;
  readonly output?: Readonly<Record<string, Entry>>;
  readonly moved?: readonly Entry[];
  readonly [section: string]: unknown;
}

/** The path of the construct that an entry comes from; undefined where synth wrote none. */
export function pathOf(entry: Entry): string | undefined {
  return (entry['//'] as { metadata?: { path?: string } } | undefined)?.metadata?.path;
}
