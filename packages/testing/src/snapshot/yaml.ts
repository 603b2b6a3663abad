import { tableOf } from '@labcloud/review';
import { describeBytes } from '@labcloud/terraform-provider-libvirt';
import { Document, parse, Scalar } from 'yaml';
import { type Entry, pathOf, type StackJson } from '../template/stack-json';

const FIRST = ['name', 'type'];
const SECTIONS = ['data', 'output', 'moved', 'locals', 'module', 'variable', 'provider', 'terraform'];
const WITHOUT_CONSTRUCT = '(no construct)';

/** A snapshot's content: what is in one file. */
interface Content {
  readonly stack: string;
  readonly resources: Readonly<Record<string, Readonly<Record<string, Entry>>>>;
  readonly [section: string]: unknown;
}

/** A stack in YAML that people read: its resources by construct, keys in a fixed order, texts of several lines as they are. */
export function toYaml(stackName: string, stack: StackJson): string {
  const others = without(stack, ['//', 'resource']);
  const names = Object.keys(others).sort((a, b) => rank(SECTIONS, a) - rank(SECTIONS, b) || compare(a, b));
  const sections = names.filter((name) => Object.keys(others[name] ?? {}).length > 0).map((name) => [name, ordered(others[name])] as const);
  const content = { stack: stackName, resources: byConstruct(stack), ...Object.fromEntries(sections) };
  return new Document(content, { aliasDuplicateObjects: false }).toString({ lineWidth: 0, blockQuote: 'literal' });
}

/** The stack that a snapshot describes. @throws Error if the text is none */
export function fromYaml(text: string): StackJson {
  const content = parse(text) as Content;
  const { resources } = content;
  const resource: Record<string, Record<string, Entry>> = {};
  for (const [path, entries] of Object.entries(resources)) {
    for (const [address, attributes] of Object.entries(entries)) {
      const [type = '', ...name] = address.split('.');
      const comment = path === WITHOUT_CONSTRUCT ? {} : { '//': { metadata: { path } } };
      (resource[type] ??= {})[name.join('.')] = { ...attributes, ...comment };
    }
  }
  return { ...without(content, ['stack', 'resources']), resource };
}

function byConstruct({ resource = {} }: StackJson): Record<string, unknown> {
  const all = Object.entries(resource).flatMap(([type, entries]) =>
    Object.entries(entries).map(([name, entry]) => ({ address: `${type}.${name}`, path: pathOf(entry) ?? WITHOUT_CONSTRUCT, entry })),
  );
  const paths = new Set(all.map(({ path }) => path));
  const short = (path: string): string => {
    const shorter = path.replace(/\/Resource$/, '');
    return paths.has(shorter) ? path : shorter;
  };
  const found: Record<string, Record<string, unknown>> = {};
  const titled = all.map(({ path, ...rest }) => ({ ...rest, title: short(path) }));
  for (const { address, title, entry } of titled.sort((a, b) => compare(a.title, b.title) || compare(a.address, b.address))) {
    const attributes = ordered(without(entry, ['//'])) as Entry;
    (found[title] ??= {})[address] = withSizes(address.split('.')[0] ?? '', attributes);
  }
  return found;
}

/** Sizes in bytes say in a comment what people call them. */
function withSizes(type: string, attributes: Entry): Entry {
  const rows = tableOf(type)?.rows ?? {};
  const sized = Object.entries(attributes).map(([name, value]) => {
    const row = rows[name];
    const isBytes = row?.kind === 'quantity' && row.defaultUnit === 'bytes' && attributes[row.unit] === undefined;
    if (!isBytes || typeof value !== 'number') {
      return [name, value] as const;
    }
    const node = new Scalar(value);
    node.comment = ` ${describeBytes(value)}`;
    return [name, node] as const;
  });
  return Object.fromEntries(sized);
}

function without(record: Entry, names: readonly string[]): Entry {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(ordered);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const entries = Object.entries(value).filter(([, part]) => part !== null && part !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => rank(FIRST, a) - rank(FIRST, b) || compare(a, b)).map(([key, part]) => [key, ordered(part)]),
  );
}

function rank(names: readonly string[], name: string): number {
  const index = names.indexOf(name);
  return index === -1 ? names.length : index;
}

/** Numbers in names count as numbers: Web2 stands before Web10. */
const collator = new Intl.Collator('en', { numeric: true });

function compare(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}
