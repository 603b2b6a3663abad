import {
  type Connection,
  type Domain,
  DomainEventType,
  DomainState,
  ErrorCode,
  LibvirtError,
  settingRules,
} from '@labcloud/libvirt-client';
import { UserError } from '../errors';
import type { MachineMember } from './member';
import { requireDomain } from './require-domain';

/** How something is stopped. */
export interface StopOptions {
  /** How long it may take to end by itself, in milliseconds. */
  readonly timeout: number;
  /** Whether it is ended at once, without being asked. */
  readonly force: boolean;
  readonly signal: AbortSignal;
}

/** What was done to bring something into the wished state; undefined when it was in it already. */
export type Done = 'started' | 'stopped' | 'paused' | 'resumed' | undefined;

/** Switches a machine on and off. */
export class MachinePower {
  /** @throws UserError when its host has no such machine */
  static async of(connection: Connection, { machine }: MachineMember): Promise<MachinePower> {
    return new MachinePower(machine.name, connection, await requireDomain(connection, machine));
  }

  private constructor(
    private readonly name: string,
    private readonly connection: Connection,
    private readonly domain: Domain,
  ) {}

  /** Lets it run, whether it is off or paused. */
  async start(): Promise<Done> {
    const state = await this.state();
    if (state === DomainState.PAUSED) {
      return this.resume();
    }
    if (!isOff(state)) {
      return undefined;
    }
    await settingRules(() => this.connection.domainCreateWithFlags(this.domain, 0));
    return 'started';
  }

  /**
   * Asks the guest to shut down, through its agent or else by the power button, and waits for it. One that is paused is let go on first,
   * to hear it.
   *
   * @throws UserError when it still runs after the time
   */
  async stop({ timeout, force, signal }: StopOptions): Promise<Done> {
    const { connection, domain } = this;
    const state = await this.state();
    if (isOff(state)) {
      return undefined;
    }
    if (force) {
      await connection.domainDestroyFlags(domain, 0);
      return 'stopped';
    }
    const matches = ({ domain: { uuid }, event }: { domain: Domain; event: number }): boolean =>
      uuid === domain.uuid && event === DomainEventType.STOPPED;
    try {
      await connection.waitForDomainEvent('lifecycle', { matches, timeout, signal }, async () => {
        await this.resume();
        await connection.domainShutdownFlags(domain, 0);
      });
    } catch (error) {
      if (LibvirtError.is(error, ErrorCode.OPERATION_TIMEOUT)) {
        throw new UserError(
          `${this.name} did not shut down within ${timeout / 1000} s.`,
          `Give it longer: labcloud stop ${this.name} --timeout ${(5 * timeout) / 1000}\nor cut its power: labcloud stop ${this.name} --force`,
        );
      }
      throw error;
    }
    return 'stopped';
  }

  /**
   * Lets its processors stand still; its memory stays.
   *
   * @throws UserError when it is off
   */
  async pause(): Promise<Done> {
    const state = await this.state();
    if (isOff(state)) {
      throw new UserError(`${this.name} is off.`, `Start it first: labcloud start ${this.name}`);
    }
    if (state !== DomainState.RUNNING) {
      return undefined;
    }
    await this.connection.domainSuspend(this.domain);
    return 'paused';
  }

  /**
   * Lets it go on where it was paused.
   *
   * @throws UserError when it is off
   */
  async resume(): Promise<Done> {
    const state = await this.state();
    if (isOff(state)) {
      throw new UserError(`${this.name} is off, not paused.`, `Start it: labcloud start ${this.name}`);
    }
    if (state !== DomainState.PAUSED) {
      return undefined;
    }
    await this.connection.domainResume(this.domain);
    return 'resumed';
  }

  private async state(): Promise<number> {
    return (await this.connection.domainGetState(this.domain, 0)).state;
  }
}

function isOff(state: number): boolean {
  return state === DomainState.SHUTOFF || state === DomainState.CRASHED;
}
