import { UserError } from '../errors';
import type { ContainerSummary, DockerEngine } from './docker-engine';
import type { Done, StopOptions } from './machine-power';
import type { JobMember, ServiceMember } from './member';

/** Switches the container of a service on and off. */
export class ServicePower {
  /** @throws UserError when the engine has no such container */
  static async of(engine: DockerEngine, member: ServiceMember): Promise<ServicePower> {
    return new ServicePower(member.name, engine, await requireContainer(engine, member));
  }

  private constructor(
    private readonly name: string,
    private readonly engine: DockerEngine,
    private readonly container: ContainerSummary,
  ) {}

  /** Lets it run, whether it is off or paused. */
  async start(): Promise<Done> {
    const { Id, State } = this.container;
    if (State === 'paused') {
      return this.resume();
    }
    if (isOn(State)) {
      return undefined;
    }
    await this.engine.startContainer(Id);
    return 'started';
  }

  /** Asks it to end; Docker ends what has not after the time. */
  async stop({ timeout, force }: StopOptions): Promise<Done> {
    const { Id, State } = this.container;
    if (!isOn(State)) {
      return undefined;
    }
    await this.resume();
    await this.engine.stopContainer(Id, force ? 0 : Math.ceil(timeout / 1000));
    return 'stopped';
  }

  /**
   * Lets its processes stand still; their memory stays.
   *
   * @throws UserError when it is off
   */
  async pause(): Promise<Done> {
    const { Id, State } = this.container;
    if (State === 'paused') {
      return undefined;
    }
    this.requireOn();
    await this.engine.pauseContainer(Id);
    return 'paused';
  }

  /**
   * Lets it go on where it was paused.
   *
   * @throws UserError when it is off
   */
  async resume(): Promise<Done> {
    const { Id, State } = this.container;
    this.requireOn();
    if (State !== 'paused') {
      return undefined;
    }
    await this.engine.resumeContainer(Id);
    return 'resumed';
  }

  private requireOn(): void {
    if (!isOn(this.container.State)) {
      throw new UserError(`${this.name} is off.`, `Start it: labcloud start ${this.name}`);
    }
  }
}

/** The container of a service or a job, or undefined when its engine has none. */
export async function findContainer(
  engine: DockerEngine,
  { name, container }: ServiceMember | JobMember,
): Promise<ContainerSummary | undefined> {
  const containers = await engine.containers(`labcloud.name=${name}`);
  return containers.find(({ Names }) => Names.includes(`/${container}`));
}

/**
 * The container of a service or a job.
 *
 * @throws UserError when its engine has none
 */
export async function requireContainer(engine: DockerEngine, member: ServiceMember | JobMember): Promise<ContainerSummary> {
  const found = await findContainer(engine, member);
  if (!found) {
    throw new UserError(`${member.name} does not exist yet.`, 'Bring it up first: labcloud up');
  }
  return found;
}

/** A container that Docker restarts again and again is on: it has to be stopped. */
function isOn(state: string): boolean {
  return state === 'running' || state === 'paused' || state === 'restarting';
}
