import {
  type Connection,
  type Domain,
  DomainDestroyFlags,
  DomainState,
  DomainUndefineFlags,
  ErrorCode,
  LibvirtError,
} from '@labcloud/libvirt-client';
import { ProviderError } from '@labcloud/terraform-plugin';
import { setTimeout as sleep } from 'node:timers/promises';
import { attempt, ifExists, tolerating } from '../errors';
import { at, type Item } from '../tables';

/** A machine that a verb works on. */
export interface Target {
  connection: Connection;
  domain: Domain;
  signal: AbortSignal;
}

const UPDATE_TIMEOUT = 120;
const DESTROY_TIMEOUT = 30;
/** A guest that is still booting does not hear the first request. */
const ASK_AGAIN = 5000;
const POLL = 100;

/** Starts a machine that is off. */
export async function start(connection: Connection, domain: Domain): Promise<void> {
  await attempt(`Starting ${JSON.stringify(domain.name)}`, () => connection.domainCreateWithFlags(domain));
}

async function isOff({ connection, domain }: Target): Promise<boolean> {
  const now = await ifExists(connection.domainGetState(domain));
  return now === undefined || now.state === DomainState.SHUTOFF;
}

async function ask({ connection, domain }: Target): Promise<void> {
  try {
    await connection.domainShutdownFlags(domain);
  } catch (error) {
    if (!LibvirtError.is(error, ErrorCode.OPERATION_INVALID, ErrorCode.NO_DOMAIN)) throw error;
    const paused = (await ifExists(connection.domainGetState(domain)))?.state === DomainState.PAUSED;
    if (paused)
      throw new ProviderError(
        'Paused machine',
        `${JSON.stringify(domain.name)} is paused and cannot be asked to shut down; resume it first`,
      );
  }
}

/** Asks the guest to shut down, by its agent or ACPI, and waits; powers it off at once when `seconds` is 0. */
async function shutDown(target: Target, seconds: number, attribute: string): Promise<void> {
  const { connection, domain, signal } = target;
  if (seconds === 0) {
    await tolerating(connection.domainDestroyFlags(domain), ErrorCode.OPERATION_INVALID);
    return;
  }
  const deadline = Date.now() + seconds * 1000;
  for (let asked = 0; !(await isOff(target)); await sleep(POLL, undefined, { signal })) {
    if (Date.now() >= deadline) {
      throw new ProviderError(
        'The guest does not shut down',
        `${JSON.stringify(domain.name)} did not shut down within ${String(seconds)} s. Shut it down from inside, wait longer (\`${attribute}.shutdown.timeout\`), or power it off: \`${attribute}.shutdown.timeout = 0\`.`,
      );
    }
    if (Date.now() - asked < ASK_AGAIN) continue;
    asked = Date.now();
    await ask(target);
  }
}

/** Stops a machine before a change, as its `update` says. */
export async function stopForUpdate(target: Target, planned: Item): Promise<void> {
  await shutDown(target, Number(at(planned, 'update.shutdown.timeout') ?? UPDATE_TIMEOUT), 'update');
}

/** Stops a machine as its `destroy` says and removes it with all that libvirt keeps of it; its volumes stay. */
export async function remove(target: Target, state: Item): Promise<void> {
  const { connection, domain } = target;
  const shutdown = at(state, 'destroy.shutdown');
  if (shutdown !== null) await shutDown(target, Number(at(shutdown, 'timeout') ?? DESTROY_TIMEOUT), 'destroy');
  const graceful = at(state, 'destroy.graceful') === true;
  const stop = connection.domainDestroyFlags(domain, graceful ? DomainDestroyFlags.GRACEFUL : DomainDestroyFlags.DEFAULT);
  await tolerating(stop, ErrorCode.OPERATION_INVALID, ErrorCode.NO_DOMAIN);
  const { MANAGED_SAVE, SNAPSHOTS_METADATA, NVRAM, CHECKPOINTS_METADATA } = DomainUndefineFlags;
  await tolerating(
    connection.domainUndefineFlags(domain, MANAGED_SAVE | SNAPSHOTS_METADATA | NVRAM | CHECKPOINTS_METADATA),
    ErrorCode.NO_DOMAIN,
  );
}
