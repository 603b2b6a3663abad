import { randomUUID } from 'node:crypto';
import { ConnectionLostError } from '@labcloud/libvirt-client';
import { ProviderError } from '@labcloud/terraform-plugin';
import { ifExists } from '../errors';
import { type Item, stringAt } from '../tables';

interface Named {
  name: string;
  uuid: string;
}

/** How libvirt finds one kind of object. */
export interface Lookups<T extends Named> {
  byUuid(uuid: string): Promise<T>;
  byName(name: string): Promise<T>;
}

/** The object that an earlier run, cut off, made for this plan: it has the planned UUID. An object of somebody else in its place is an error. */
export async function findOwn<T extends Named>(kind: string, planned: Item, lookups: Lookups<T>): Promise<T | undefined> {
  const name = stringAt(planned, 'name') ?? '';
  const uuid = stringAt(planned, 'uuid');
  const own = uuid === undefined ? undefined : await ifExists(lookups.byUuid(uuid));
  if (own?.name === name) return own;
  if (own !== undefined)
    throw new ProviderError('UUID taken', `${kind} ${JSON.stringify(own.name)} has the UUID ${own.uuid} already`, ['uuid']);
  const other = await ifExists(lookups.byName(name));
  if (other === undefined) return undefined;
  const remedy = 'Take it over with `terraform import`, remove it, or choose another name.';
  throw new ProviderError(
    'Name taken',
    `${kind} ${JSON.stringify(name)} exists already, with the UUID ${other.uuid}, and is not in this state. ${remedy}`,
    ['name'],
  );
}

/**
 * Defines an object with a UUID that is known before libvirt has it. If the answer gets lost, what there may be now is kept: the next run finds
 * it, or finds that there is nothing.
 */
export async function defineOwn<T>(planned: Item, keep: (identity: Item) => void, define: (identified: Item) => Promise<T>): Promise<T> {
  const uuid = stringAt(planned, 'uuid') ?? randomUUID();
  try {
    return await define({ ...planned, uuid });
  } catch (error) {
    if (error instanceof ConnectionLostError && error.sent) keep({ uuid, name: stringAt(planned, 'name') ?? '' });
    throw error;
  }
}

/** The object that an import names by its name or UUID. */
export async function findNamed<T extends Named>(kind: string, id: string, lookups: Lookups<T>): Promise<T> {
  const named = await ifExists(lookups.byName(id));
  const found = named ?? (/^[0-9a-f-]{36}$/i.test(id) ? await ifExists(lookups.byUuid(id)) : undefined);
  if (found === undefined) throw new ProviderError(`No such ${kind}`, `libvirt has no ${kind} with the name or UUID ${JSON.stringify(id)}`);
  return found;
}
