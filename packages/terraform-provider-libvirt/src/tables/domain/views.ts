import { type Change, changesOf } from '../changes';
import { type Known } from '../effect';
import { type ObjectRow, type Row, type Rows, type Table } from '../row';
import { asItem, isItem, isSame, type Item, type Value } from '../value';

/**
 * What libvirt knows of a running machine twice, as it is defined and as it runs, where that differs from the attributes in Terraform's state.
 * Only whole rows: the attributes of a machine, and the kinds of its devices.
 */
export interface Views {
  defined?: Item;
  active?: Item;
}

interface Spot {
  row: Row;
  /** The attributes that the row stands for. */
  names: string[];
  /** What is around them: the machine, or one of its objects. */
  of: (item: Item) => Item;
  within: string | undefined;
}

/** Objects whose rows are looked at one by one. */
const DIVIDED = new Set(['devices']);

/** Whether a row holds what must not be stored a second time. */
function isSecret(row: Row): boolean {
  if (row.kind === 'scalar') return row.sensitive === true || row.writeOnly === true;
  if (row.kind === 'choice') return Object.values(row.options).some((option) => isSecret(option.row));
  return row.kind !== 'quantity' && Object.values(row.rows).some(isSecret);
}

function spotsOf(rows: Rows, within?: string): Spot[] {
  return Object.entries(rows).flatMap(([name, row]): Spot[] => {
    if (within === undefined && DIVIDED.has(name)) return spotsOf((row as ObjectRow).rows, name);
    const names = row.kind === 'quantity' ? [name, row.unit] : [name];
    const stands = row.mode !== 'computed' && (row.kind !== 'scalar' || row.place !== undefined) && !isSecret(row);
    return stands ? [{ row, names, of: (item) => (within === undefined ? item : asItem(item[within])), within }] : [];
  });
}

function pick(item: Item, names: string[]): Item {
  return Object.fromEntries(names.map((name) => [name, item[name] ?? null]));
}

function put(into: Item, { within }: Spot, part: Item): Item {
  return within === undefined ? { ...into, ...part } : { ...into, [within]: { ...asItem(into[within]), ...part } };
}

function agree({ of, names }: Spot, a: Item, b: Item): boolean {
  return isSame(pick(of(a), names), pick(of(b), names));
}

function differences(spots: Spot[], state: Item, view: Item): Item | undefined {
  const different = spots.filter((spot) => !agree(spot, state, view));
  return different.length === 0 ? undefined : different.reduce<Item>((all, spot) => put(all, spot, pick(spot.of(view), spot.names)), {});
}

/**
 * One state for a machine that is defined in one way and runs in another: where the definition is not what it was, the definition,
 * else what runs, if it can change while it runs. `views` are what the state then does not say.
 */
export function stateOf(table: Table, prior: Item, defined: Item, active: Item | undefined): { state: Item; views: Views } {
  if (active === undefined) return { state: defined, views: {} };
  const spots = spotsOf(table.rows);
  const seen = spots.filter((spot) => spot.row.watched === true && agree(spot, prior, defined) && !agree(spot, defined, active));
  const state = seen.reduce<Item>((all, spot) => put(all, spot, pick(spot.of(active), spot.names)), defined);
  return { state, views: { defined: differences(spots, state, defined), active: differences(spots, state, active) } };
}

/** The attributes of one view: those of the state, and its own where it differs. */
export function viewOf(state: Item, differing: Item | undefined): Item {
  const { devices, ...others } = differing ?? {};
  return { ...state, ...others, ...(isItem(devices) && { devices: { ...asItem(state['devices']), ...devices } }) };
}

function overlap(a: Change, b: Change): boolean {
  const within = (inner: string, outer: string): boolean =>
    inner === outer || (inner.startsWith(outer) && /^[.[]/.test(inner.slice(outer.length)));
  return within(a.name, b.name) || within(b.name, a.name);
}

function isWatched(table: Table, { name }: Change): boolean {
  return spotsOf(table.rows).some(({ row, names, within }) => {
    const place = [...(within === undefined ? [] : [within]), names[0] ?? ''].join('.');
    return row.watched === true && (name === place || name.startsWith(`${place}.`) || name.startsWith(`${place}[`));
  });
}

function onlyDefined(change: Change): Change {
  return { ...change, effect: { kind: 'live', reason: 'the machine runs so already; only its definition changes' } };
}

/** A change, and whether a comparison with the state alone would miss it. */
export type ViewedChange = Change & { hidden: boolean };

/**
 * What a plan changes in a machine that may be defined in one way and run in another: {@link changesOf}, without restarts for what the machine
 * already is, and with what the state does not show.
 */
export function changesOfViews(table: Table, prior: Item, after: Item, known: Known, { defined, active }: Views): ViewedChange[] {
  const shown = changesOf(table, prior, after, known);
  const missed = (change: Change): boolean => !shown.some((other) => overlap(other, change));
  const running = known.running === false || active === undefined ? undefined : changesOf(table, viewOf(prior, active), after, known);
  const isSo = (change: Change): boolean => running !== undefined && !running.some((other) => overlap(other, change));
  const inDefinition = defined === undefined ? [] : changesOf(table, viewOf(prior, defined), after, known).map(onlyDefined);
  const inMachine = (running ?? []).filter((change) => isWatched(table, change));
  return [
    ...shown.map((change) => ({ ...(change.effect.kind === 'restart' && isSo(change) ? onlyDefined(change) : change), hidden: false })),
    ...[...inMachine, ...inDefinition].filter(missed).map((change) => ({ ...change, hidden: true })),
  ];
}

/** Whether a value that was stored as JSON can be views. */
export function asViews(value: Record<string, unknown>): Views {
  const part = (name: string): Item | undefined => {
    const found = value[name] as Value | undefined;
    return isItem(found) ? found : undefined;
  };
  return { defined: part('defined'), active: part('active') };
}
