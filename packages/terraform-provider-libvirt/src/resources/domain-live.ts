import { DomainXMLFlags } from '@labcloud/libvirt-client';
import {
  asItem,
  asItems,
  at,
  type Change,
  deviceChanges,
  type DeviceChange,
  diskList,
  domainTable,
  interfaceList,
  isSame,
  type Item,
  type ListRow,
  bytesOf,
  type QuantityRow,
} from '../tables';
import { readXml } from '../xml';
import { describe } from './domain-describe';
import { changeDevice } from './domain-devices';
import { type Target } from './domain-power';
import { setCpus, setMemory } from './domain-sizing';

/** One step of bringing a running machine to a plan. */
interface Step {
  run(): Promise<void>;
  /** The attributes when it is done. */
  then(now: Item): Item;
}

const KINDS: readonly [string, ListRow][] = [
  ['disks', diskList],
  ['interfaces', interfaceList],
];
const UNPLUG_FIRST = ['detach', 'update', 'attach'];

function afterDevice(now: Item, kind: string, row: ListRow, { kind: what, item, before }: DeviceChange): Item {
  const all = asItems(at(now, `devices.${kind}`));
  const is = (other: Item): boolean =>
    before !== null && (isSame(other, before) || (row.key?.(other) !== undefined && row.key(other) === row.key(before)));
  const index = all.findIndex(is);
  const rest = index < 0 ? all : [...all.slice(0, index), ...all.slice(index + 1)];
  return { ...now, devices: { ...asItem(now['devices']), [kind]: what === 'detach' ? rest : [...rest, item] } };
}

async function deviceSteps(target: Target, before: Item, planned: Item): Promise<Step[]> {
  const { connection, domain } = target;
  const machine = readXml(await connection.domainGetXMLDesc(domain, DomainXMLFlags.MIGRATABLE));
  const changes = KINDS.flatMap(([kind, row]) =>
    deviceChanges(row, machine, at(before, `devices.${kind}`), at(planned, `devices.${kind}`)).map((change) => ({ kind, row, change })),
  );
  // What goes frees a port for what comes.
  const order = ({ change }: { change: DeviceChange }): number => UNPLUG_FIRST.indexOf(change.kind);
  return changes
    .sort((a, b) => order(a) - order(b))
    .map(({ kind, row, change }) => ({
      run: () => changeDevice(target, row, change),
      then: (now) => afterDevice(now, kind, row, change),
    }));
}

function sizeSteps(target: Target, changes: readonly Change[], planned: Item): Step[] {
  const changed = (name: string): boolean => changes.some((change) => change.name === name);
  const size = (name: string): number | null => bytesOf(domainTable.rows[name] as QuantityRow, name, planned);
  const pick = (...names: string[]): Item => Object.fromEntries(names.map((name) => [name, planned[name] ?? null]));
  const cpus = Number(planned['vcpu_current'] ?? planned['vcpu'] ?? 1);
  const memory = size('current_memory') ?? size('memory') ?? 0;
  return [
    ...(changed('vcpu_current') ? [{ run: () => setCpus(target, cpus), then: (now: Item) => ({ ...now, ...pick('vcpu_current') }) }] : []),
    ...(changed('current_memory')
      ? [
          {
            run: () => setMemory(target, memory / 1024),
            then: (now: Item) => ({ ...now, ...pick('current_memory', 'current_memory_unit') }),
          },
        ]
      : []),
  ];
}

/** Brings a running machine from `before` to `planned`, step by step. `reached` hears after each what has been reached of `prior`. */
export async function changeLive(
  target: Target,
  { prior, before, planned, changes }: { prior: Item; before: Item; planned: Item; changes: readonly Change[] },
  reached: (now: Item) => void,
): Promise<void> {
  const described: Step = {
    run: () => describe(target, before, planned),
    then: (now) => ({
      ...now,
      title: planned['title'] ?? null,
      description: planned['description'] ?? null,
      metadata: planned['metadata'] ?? null,
    }),
  };
  let now = prior;
  for (const step of [...(await deviceSteps(target, before, planned)), ...sizeSteps(target, changes, planned), described]) {
    await step.run();
    now = step.then(now);
    reached(now);
  }
}
