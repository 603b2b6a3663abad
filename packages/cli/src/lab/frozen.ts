import { type Connection, type Domain, ErrorCode, LibvirtError } from '@labcloud/libvirt-client';
import { UserError } from '../errors';
import { uninterrupted } from '../interruption';
import { isAgentAway } from './guest-agent';

/** A running guest on its host. */
export interface Guest {
  readonly connection: Connection;
  readonly domain: Domain;
}

/** What was done while guests were frozen. */
export interface Frozen<T> {
  readonly result: T;
  /** Why the file systems of a guest were not frozen, by its UUID; those that were are missing. */
  readonly refusals: ReadonlyMap<string, string>;
}

const NO_AGENT = 'it has no agent that answers';

/**
 * Does something short while the file systems of guests are frozen by their agents: written out and standing still.
 * They are thawed whatever happens. A guest without an agent goes on: what is then read of its disks is as after a power cut.
 *
 * @throws UserError when a guest cannot be thawed
 */
export function whileFrozen<T>(guests: readonly Guest[], work: () => Promise<T>): Promise<Frozen<T>> {
  return uninterrupted(async () => {
    const answers = await Promise.allSettled(guests.map(freeze));
    try {
      const refusals = new Map<string, string>();
      answers.forEach((answer, index) => {
        if (answer.status === 'rejected') {
          throw answer.reason;
        }
        if (answer.value !== undefined) {
          refusals.set(guests[index]?.domain.uuid ?? '', answer.value);
        }
      });
      return { result: await work(), refusals };
    } finally {
      const frozen = guests.filter((_, index) => answers[index]?.status === 'fulfilled' && answers[index].value === undefined);
      await thawAll(frozen);
    }
  });
}

/** @returns why the guest was not frozen */
async function freeze({ connection, domain }: Guest): Promise<string | undefined> {
  try {
    await connection.domainFSFreeze(domain, [], 0);
    return undefined;
  } catch (error) {
    // One that failed or came too late may have frozen some of them.
    await connection.domainFSThaw(domain, [], 0).catch(() => undefined);
    if (!LibvirtError.is(error)) {
      throw error;
    }
    const { message } = error;
    const absent = isAgentAway(error) || LibvirtError.is(error, ErrorCode.ARGUMENT_UNSUPPORTED, ErrorCode.CONFIG_UNSUPPORTED);
    return absent ? NO_AGENT : message;
  }
}

async function thawAll(guests: readonly Guest[]): Promise<void> {
  const results = await Promise.allSettled(guests.map(thaw));
  const stuck = guests.filter((_, index) => results[index]?.status === 'rejected').map(({ domain }) => domain.name);
  if (stuck.length > 0) {
    throw new UserError(
      `The file systems of ${stuck.join(', ')} are still frozen.`,
      stuck.map((name) => `virsh domfsthaw ${name}`).join('\n'),
    );
  }
}

/** An agent that was busy is asked once more: a guest that stays frozen can write nothing any more. */
async function thaw({ connection, domain }: Guest): Promise<void> {
  try {
    await connection.domainFSThaw(domain, [], 0);
  } catch (error) {
    if (LibvirtError.is(error, ErrorCode.NO_DOMAIN, ErrorCode.OPERATION_INVALID)) {
      return;
    }
    await connection.domainFSThaw(domain, [], 0);
  }
}
