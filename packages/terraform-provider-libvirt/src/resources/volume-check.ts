import { type Diagnostic, type Path } from '@labcloud/terraform-plugin';
import { at, isUnknown, type Item, toBytes } from '../tables';
import { SECTOR } from '../tables/volume';

/** The capacity in bytes that a configuration or plan asks for; null when it says none. */
export function capacityOf(item: Item): number | null {
  const amount = at(item, 'capacity');
  if (typeof amount !== 'number' && typeof amount !== 'bigint') return null;
  return toBytes(Number(amount), String(at(item, 'capacity_unit') ?? 'bytes')) ?? null;
}

/** What is wrong with the configuration of a volume, as far as no single attribute is. */
export function checkVolume(config: Item): Diagnostic[] {
  return [...checkCapacity(config), ...checkBacking(config), ...checkEncryption(config)];
}

function checkCapacity(config: Item): Diagnostic[] {
  const bytes = capacityOf(config);
  if (bytes !== null && (bytes <= 0 || bytes % SECTOR !== 0))
    return [wrong(`'capacity' must be a positive multiple of ${SECTOR} bytes, got ${bytes} bytes.`, ['capacity'])];
  const filled = ['create', 'backing_store'].some((name) => at(config, name) !== null);
  if (at(config, 'capacity') === null && !filled)
    return [
      wrong('\'capacity\' is missing: a volume without content and backing store needs one, e.g. 10 with the unit "GiB".', ['capacity']),
    ];
  return [];
}

function checkBacking(config: Item): Diagnostic[] {
  const backing = at(config, 'backing_store');
  if (backing === null || isUnknown(backing)) return [];
  const problems: Diagnostic[] = [];
  if (at(config, 'create.content') !== null)
    problems.push(wrong("A volume has either a 'backing_store' or 'create.content', not both.", ['create']));
  if (at(backing, 'format.type') === null && !isUnknown(at(backing, 'format'))) {
    problems.push(
      wrong('\'backing_store.format.type\' is missing: libvirt does not guess the format of the volume below, so write it, e.g. "qcow2".', [
        'backing_store',
      ]),
    );
  }
  const format = at(config, 'target.format.type');
  if (format !== 'qcow2' && !isUnknown(format) && !isUnknown(at(config, 'target')) && !isUnknown(at(config, 'target.format'))) {
    problems.push(
      wrong("'target.format.type' must be \"qcow2\" on a volume with a 'backing_store': a raw volume cannot stand on another.", ['target']),
    );
  }
  return problems;
}

function checkEncryption(config: Item): Diagnostic[] {
  const isSet = (path: string): boolean => at(config, path) !== null && !isUnknown(at(config, path));
  return isSet('target.encryption') && isSet('create.content')
    ? [wrong("A volume with 'target.encryption' cannot be filled from 'create.content': libvirt writes content as it comes.", ['create'])]
    : [];
}

function wrong(detail: string, path: Path): Diagnostic {
  return { severity: 'error', summary: 'A volume that cannot be', detail, path };
}
