import {
  type Connection,
  type Domain,
  DomainCreateFlags,
  DomainDestroyFlags,
  DomainShutdownFlags,
  DomainState,
  DomainUndefineFlags,
  ErrorCode,
  LibvirtError,
} from '@labcloud/libvirt-client';
import { ProviderError } from '@labcloud/terraform-plugin';
import { setTimeout as sleep } from 'node:timers/promises';
import { attempt, ifExists, tolerating } from '../errors';
import { at, type Item, type Power } from '../tables';

/** A machine that a verb works on. */
export interface Target {
  connection: Connection;
  domain: Domain;
  signal: AbortSignal;
}

const UPDATE_TIMEOUT = 120;
const DESTROY_TIMEOUT = 30;
/** Set to 1, machines that are removed are powered off at once. */
const POWER_OFF_VARIABLE = 'LABCLOUD_POWER_OFF';
/** A guest that is still booting does not hear the first request. */
const ASK_AGAIN = 5000;
const POLL = 100;

/** Starts a machine that is off; one that was paused is paused again. */
export async function start(connection: Connection, domain: Domain, paused = false): Promise<void> {
  const flags = paused ? DomainCreateFlags.START_PAUSED : DomainCreateFlags.NONE;
  await attempt(`Starting ${JSON.stringify(domain.name)}`, () => connection.domainCreateWithFlags(domain, flags));
}

async function stateOf({ connection, domain }: Target): Promise<number> {
  return (await ifExists(connection.domainGetState(domain)))?.state ?? DomainState.SHUTOFF;
}

/** Whether the guest of a machine that runs stands still. */
export async function isPaused(target: Target): Promise<boolean> {
  return (await stateOf(target)) === DomainState.PAUSED;
}

/** What a machine does. */
export async function powerOf(connection: Connection, domain: Domain): Promise<Power> {
  const { state } = await connection.domainGetState(domain);
  return state === DomainState.PAUSED ? 'paused' : state === DomainState.SHUTOFF ? 'stopped' : 'running';
}

/** Lets the guest of a machine that was paused go on. */
export async function resume(target: Target): Promise<void> {
  const { connection, domain } = target;
  if (await isPaused(target)) await attempt(`Resuming ${JSON.stringify(domain.name)}`, () => connection.domainResume(domain));
}

/** Pauses a machine that runs. */
export async function pause(target: Target): Promise<void> {
  const { connection, domain } = target;
  if (!(await isPaused(target))) await attempt(`Pausing ${JSON.stringify(domain.name)}`, () => connection.domainSuspend(domain));
}

/** Refuses what needs the help of a guest that stands still; `to` says what it has to do. */
export async function expectRunning(target: Target, to: string): Promise<void> {
  if (await isPaused(target))
    throw new ProviderError(
      'Paused machine',
      `${JSON.stringify(target.domain.name)} is paused, so its guest cannot ${to}; resume it first`,
    );
}

/** Asks a guest to shut down, by its agent and by ACPI in turn, and does not wait for answers: an agent that hangs answers after a minute. */
class ShutdownRequests {
  private asked = 0;
  private last = 0;
  private refusal: LibvirtError | undefined;

  constructor(private readonly target: Target) {}

  /** Asks, unless that was just done. @throws LibvirtError if libvirt refused the last request for another reason than that the machine is off */
  ask(): void {
    if (this.refusal !== undefined) throw this.refusal;
    if (Date.now() - this.last < ASK_AGAIN) return;
    this.last = Date.now();
    const byAgent = this.asked++ % 2 === 0;
    const { GUEST_AGENT, ACPI_POWER_BTN } = DomainShutdownFlags;
    // Without an agent, or with one that does not answer, the power button is pressed at once.
    const request = byAgent ? this.request(GUEST_AGENT).catch(() => this.request(ACPI_POWER_BTN)) : this.request(ACPI_POWER_BTN);
    request.catch((error: unknown) => {
      if (error instanceof LibvirtError && !LibvirtError.is(error, ErrorCode.OPERATION_INVALID, ErrorCode.NO_DOMAIN)) this.refusal = error;
    });
  }

  private request(flags: number): Promise<unknown> {
    return this.target.connection.domainShutdownFlags(this.target.domain, flags);
  }
}

/** How people cut the power of a guest that does not listen, each where it can be said. */
const WAYS_TO_FORCE = {
  update: (name: string) => `\`labcloud stop --force\`, \`virsh destroy ${name}\`, or for good \`update.shutdown.timeout = 0\``,
  destroy: () => `\`labcloud destroy --force\`, or ${POWER_OFF_VARIABLE}=1 in the environment of \`terraform destroy\``,
};

/** Asks the guest to shut down and waits; powers it off at once when `seconds` is 0. */
async function shutDown(target: Target, seconds: number, purpose: keyof typeof WAYS_TO_FORCE): Promise<void> {
  const { connection, domain, signal } = target;
  if (seconds === 0) {
    await tolerating(connection.domainDestroyFlags(domain), ErrorCode.OPERATION_INVALID);
    return;
  }
  const force = `power it off, which loses what its guest has not written yet: ${WAYS_TO_FORCE[purpose](domain.name)}`;
  const deadline = Date.now() + seconds * 1000;
  const requests = new ShutdownRequests(target);
  for (let state = await stateOf(target); state !== DomainState.SHUTOFF; state = await stateOf(target)) {
    if (state === DomainState.PAUSED) {
      const detail = `${JSON.stringify(domain.name)} is paused and cannot be asked to shut down. Resume it first, or ${force}.`;
      throw new ProviderError('Paused machine', detail);
    }
    if (Date.now() >= deadline) {
      throw new ProviderError(
        'The guest does not shut down',
        `${JSON.stringify(domain.name)} was asked to and did not within ${String(seconds)} s, so it is as it was. Shut it down from inside, or ${force}.`,
      );
    }
    requests.ask();
    await sleep(POLL, undefined, { signal });
  }
}

/** Stops a machine before a change, as its `update` says. */
export async function stopForUpdate(target: Target, planned: Item): Promise<void> {
  await shutDown(target, Number(at(planned, 'update.shutdown.timeout') ?? UPDATE_TIMEOUT), 'update');
}

/** Stops a machine as its `destroy` says and removes it with all that libvirt keeps of it; its volumes stay. */
export async function remove(target: Target, state: Item): Promise<void> {
  const { connection, domain } = target;
  const shutdown = process.env[POWER_OFF_VARIABLE] === '1' ? null : at(state, 'destroy.shutdown');
  // What goes away for ever may run once more to end in order.
  if (shutdown !== null && (await isPaused(target))) await connection.domainResume(domain);
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
