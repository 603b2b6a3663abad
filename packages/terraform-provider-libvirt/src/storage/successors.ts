import { type Connection } from '@labcloud/libvirt-client';
import { at, type Item, stringAt } from '../tables';
import { HEADER_LENGTH, isUnfinished } from '../upload/marker';
import { type FoundVolume, readStart } from './volume-file';

const made = new WeakMap<object, Set<string>>();

function idOf(volume: Item): string {
  return `${stringAt(volume, 'pool') ?? ''}/${stringAt(volume, 'name') ?? ''}`;
}

/** Notes that this run of the provider, which is known by its client, has made a volume. */
export function noteMade(client: object, volume: Item): void {
  made.set(client, (made.get(client) ?? new Set()).add(idOf(volume)));
}

/**
 * Whether what stands in the place of a volume that is to be deleted is not that one but its successor of the same name: with
 * `create_before_destroy` Terraform makes the successor first.
 */
export async function isSucceeded(client: object, connection: Connection, state: Item, found: FoundVolume): Promise<boolean> {
  if (made.get(client)?.has(idOf(state)) === true) return true;
  // One whose upload broke off has no path yet; an earlier run may have put another in its place.
  const broken = stringAt(state, 'path') === undefined && at(state, 'create.content') !== null;
  return broken && !isUnfinished(await readStart(connection, found.volume, HEADER_LENGTH));
}
