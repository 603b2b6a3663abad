import { UserError } from '../errors';
import { DockerEngine } from '../lab/docker-engine';
import { HostConnections } from '../lab/host-connections';
import { type Done, MachinePower, type StopOptions } from '../lab/machine-power';
import { engineMachines, untilEnginesAnswer } from '../lab/machine-engines';
import { type Member, findMembers } from '../lab/member';
import { withProjectLock } from '../lab/project-lock';
import { ServicePower } from '../lab/service-power';
import { applyOrder } from '../project/manifest';
import { lastManifest } from '../project/synth';
import type { CommandContext } from './context';

export interface PowerOptions {
  /** Seconds. */
  readonly timeout?: number;
  readonly force?: boolean;
}

/** What can be done to a machine or service that exists. */
export type PowerVerb = 'start' | 'stop' | 'pause' | 'resume';

const TITLES: Readonly<Record<PowerVerb, string>> = { start: 'Start', stop: 'Stop', pause: 'Pause', resume: 'Resume' };
/** How long a machine may take until Docker answers in it. */
const BOOT_MILLISECONDS = 300_000;
/** How something that the app wants to run is left by what was done to it. */
const LEFT_RUNNING: ReadonlySet<Done> = new Set<Done>(['started', 'resumed']);

/**
 * Starts, stops, pauses or resumes machines and services: those that are named, or all of the lab.
 * Stacks go one after the other, in the order in which they depend on each other; to be stopped or paused in the opposite one.
 *
 * @throws UserError when one of them cannot be brought there; the others are
 */
export function runPower(context: CommandContext, verb: PowerVerb, options: PowerOptions, names: readonly string[]): Promise<number> {
  const { project, reporter, signal } = context;
  const stop: StopOptions = { timeout: (options.timeout ?? 60) * 1000, force: options.force ?? false, signal };
  return withProjectLock(project, () =>
    HostConnections.during(async (hosts) => {
      const manifest = await lastManifest(project);
      const members = findMembers(manifest, names);
      if (members.length === 0) {
        throw new UserError('There is neither a machine nor a service.');
      }
      const stacks = applyOrder(manifest.stacks);
      const done = new Map<Member, Done>();
      for (const stack of verb === 'start' || verb === 'resume' ? stacks : stacks.reverse()) {
        const steps = members
          .filter((member) => member.stack.name === stack.name)
          .map((member) => ({
            title: `${TITLES[verb]} ${member.name}`,
            run: async () => void done.set(member, await apply(hosts, member, verb, stop)),
          }));
        signal.throwIfAborted();
        const started = engineMachines(stack).filter((name) =>
          [...done.keys()].some((member) => member.kind === 'machine' && member.name === name),
        );
        if (verb === 'start' && steps.length > 0 && started.length > 0) {
          await reporter.step(`Wait for Docker in ${started.join(', ')}`, () => untilEnginesAnswer(stack, BOOT_MILLISECONDS, signal));
        }
        await reporter.together(steps);
      }
      tell(context, members, done);
      return 0;
    }),
  );
}

async function apply(hosts: HostConnections, member: Member, verb: PowerVerb, stop: StopOptions): Promise<Done> {
  const power =
    member.kind === 'machine'
      ? await MachinePower.of(await hosts.to(member.uri), member)
      : await ServicePower.of(new DockerEngine(member.engine), member);
  return verb === 'stop' ? power.stop(stop) : power[verb]();
}

/** Says what was so already, and what the app wants otherwise: the next `up` follows the app. */
function tell({ reporter }: CommandContext, members: readonly Member[], done: ReadonlyMap<Member, Done>): void {
  const namesOf = (matches: (member: Member, what: Done) => boolean): string =>
    members
      .filter((member) => done.has(member) && matches(member, done.get(member)))
      .map(({ name }) => name)
      .join(', ');
  const already = namesOf((_, what) => what === undefined);
  if (already !== '') {
    reporter.note(`Was so already: ${already}.`);
  }
  const restarted = namesOf((member, what) => what !== undefined && !LEFT_RUNNING.has(what) && wantsToRun(member));
  if (restarted !== '') {
    reporter.note(`The app wants it to run, so the next 'labcloud up' lets it run again: ${restarted}.`);
  }
  const ended = namesOf((member, what) => LEFT_RUNNING.has(what) && !wantsToRun(member));
  if (ended !== '') {
    reporter.note(`The app's 'power' is another, so the next 'labcloud up' goes back to it: ${ended}.`);
  }
}

function wantsToRun(member: Member): boolean {
  return member.kind === 'service' || member.machine.running;
}
