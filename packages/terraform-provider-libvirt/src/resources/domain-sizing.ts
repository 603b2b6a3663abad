import { DomainAffectFlags, DomainMemoryFlags, DomainVcpuFlags, ErrorCode, LibvirtError } from '@labcloud/libvirt-client';
import { ProviderError } from '@labcloud/terraform-plugin';
import { setTimeout as sleep } from 'node:timers/promises';
import { attempt } from '../errors';
import { RELEASE } from './domain-devices';
import { expectRunning, type Target } from './domain-power';

const POLL = 200;
/** How long an agent may take to see new CPUs, in milliseconds. */
const NOTICE = 10_000;

/** Polls until `done`, as long as the value moves. Returns the last value. */
async function follow(target: Target, read: () => Promise<number>, done: (value: number) => boolean): Promise<number> {
  let value = await read();
  for (let moved = Date.now(); !done(value) && Date.now() - moved < RELEASE;) {
    await sleep(POLL, undefined, { signal: target.signal });
    const next = await read();
    if (next !== value) moved = Date.now();
    value = next;
  }
  return value;
}

/** Moves the memory balloon of a running machine and waits until it has arrived; one that stops on the way is moved back. */
export async function setMemory(target: Target, kibibytes: number): Promise<void> {
  const { connection, domain } = target;
  await expectRunning(target, 'follow the memory balloon');
  const read = async (): Promise<number> => (await connection.domainGetInfo(domain)).memory;
  const set = (amount: number): Promise<unknown> => connection.domainSetMemoryFlags(domain, amount, DomainMemoryFlags.LIVE);
  const before = await read();
  const done = (now: number): boolean => (kibibytes < before ? now <= kibibytes : now >= kibibytes);
  await attempt('Moving the memory balloon', () => set(kibibytes));
  const now = await follow(target, read, done);
  if (done(now)) return;
  await set(before);
  throw new ProviderError(
    'The memory balloon does not move',
    `${domain.name} has ${String(now)} KiB instead of ${String(kibibytes)} KiB, and for ${String(RELEASE / 1000)} s nothing has changed; the balloon was moved back. ` +
      'The guest needs the driver of the balloon, and memory that it can spare. Or change `memory` instead, which restarts the machine.',
    ['current_memory'],
  );
}

/** Asks the agent, if there is one, to use CPUs that were plugged in; many guests do that by themselves. */
async function useCpus(target: Target, count: number): Promise<void> {
  const { connection, domain, signal } = target;
  try {
    for (const deadline = Date.now() + NOTICE; Date.now() < deadline; await sleep(POLL, undefined, { signal })) {
      if ((await connection.domainGetVcpusFlags(domain, DomainVcpuFlags.GUEST)) >= count) return;
      await connection.domainSetVcpusFlags(domain, count, DomainVcpuFlags.GUEST).catch(() => undefined);
    }
  } catch (error) {
    if (!(error instanceof LibvirtError)) throw error;
  }
}

/** Plugs CPUs into a running machine or unplugs some, and waits until the guest has let go of those. */
export async function setCpus(target: Target, count: number): Promise<void> {
  const { connection, domain } = target;
  const read = (): Promise<number> => connection.domainGetVcpusFlags(domain, DomainVcpuFlags.LIVE);
  const before = await read();
  if (before === count) return;
  if (count < before) await expectRunning(target, 'let go of CPUs');
  let failure: LibvirtError | undefined;
  const set = (): Promise<unknown> =>
    connection.domainSetVcpusFlags(domain, count, DomainAffectFlags.LIVE).catch((error: unknown) => {
      if (!LibvirtError.is(error, ErrorCode.OPERATION_TIMEOUT)) throw error;
      failure = error as LibvirtError;
    });
  await attempt(`${count > before ? 'Plugging in' : 'Unplugging'} CPUs`, set);
  // libvirt gives up after a few seconds, at the first CPU that the guest has not let go of by then.
  for (let now = await read(); failure !== undefined && now > count;) {
    const next = await follow(target, read, (value) => value < now);
    if (next === now) throw stuck(domain.name, now, count);
    now = next;
    failure = undefined;
    if (now > count) await attempt('Unplugging CPUs', set);
  }
  if (count > before) await useCpus(target, count);
}

function stuck(name: string, now: number, count: number): ProviderError {
  return new ProviderError(
    'The guest does not let go',
    `The guest of ${name} still holds ${String(now)} CPUs instead of ${String(count)}, after ${String(RELEASE / 1000)} s. ` +
      'It was asked to let go and may do so later; take the CPUs offline inside the guest and apply again, or shut the machine down, change it, and start it.',
    ['vcpu_current'],
  );
}
