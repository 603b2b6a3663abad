import { removeDockerOrphans } from '../lab/docker-orphans';
import { engineMachines, machineEnginesOf, withoutMachineEngines } from '../lab/machine-engines';
import { resumePausedServices } from '../lab/paused-services';
import { ReadinessWatch } from '../lab/readiness-watch';
import { withProjectLock } from '../lab/project-lock';
import { ServiceWatch } from '../lab/service-watch';
import { applyOrder, type Manifest } from '../project/manifest';
import { formatSeconds } from '../ui/progress';
import { adoptAll } from './adopt';
import { applyStack } from './apply-stack';
import type { CommandContext } from './context';
import { reportGoneStacks } from './gone-stacks';
import { mendAndTell } from './mend';
import { prepareLab } from './prepare';
import { rollOutGroups } from './roll-out';
import { summary } from './summary';
import { trustMachines } from './trust-machines';

export interface UpOptions {
  readonly yes?: boolean;
  /** Seconds. */
  readonly timeout: number;
  readonly imageSource?: string;
  readonly containerSource?: string;
  readonly dockerProvider?: string;
}

/** What the options force; host checks, images and providers read it from the environment. */
function forceSources({ imageSource, containerSource, dockerProvider }: UpOptions): void {
  const forced = {
    LABCLOUD_IMAGE_SOURCE: imageSource,
    LABCLOUD_CONTAINER_SOURCE: containerSource,
    LABCLOUD_DOCKER_PROVIDER: dockerProvider,
  };
  Object.entries(forced).forEach(([name, value]) => value && (process.env[name] = value));
}

/** Brings the whole lab up and waits until every machine and service answers. */
export function runUp(context: CommandContext, options: UpOptions): Promise<number> {
  return withProjectLock(context.project, async () => {
    const begin = performance.now();
    forceSources(options);
    const wasCut = await mendAndTell(context);
    const manifest = await prepareLab(context);
    const timeout = options.timeout * 1000;
    reportGoneStacks(context, manifest);

    await tidyEngines(context, withoutMachineEngines(manifest));
    if (wasCut) {
      await adoptAll(context, manifest);
    }

    let line = (_text: string): void => undefined;
    const watch = await ReadinessWatch.begin(
      manifest.stacks,
      manifest.lab,
      timeout,
      (machine, rung, milliseconds) => line(`${machine} ${rung} after ${formatSeconds(milliseconds / 1000)}`),
      context.signal,
    );
    const services = new ServiceWatch(manifest, timeout, context.signal);
    try {
      await watch.listen();
      for (const stack of applyOrder(manifest.stacks)) {
        const machines = engineMachines(stack);
        if (machines.length > 0) {
          await context.reporter.step(`Wait for ${machines.join(', ')}`, () => watch.ready(machines));
          await trustMachines(context.project, manifest);
          await tidyEngines(context, machineEnginesOf(manifest, stack));
        }
        await applyStack(context, stack, options.yes ?? false, [], (changes) =>
          rollOutGroups(context, stack, changes, { machines: watch, services }),
        );
      }
      const { times, found } = await context.reporter.step('Wait until everything answers', async (progress) => {
        line = (text) => progress.update(text);
        const [ready, healthy] = await Promise.all([watch.finish(), services.finish()]);
        return { times: ready, found: healthy };
      });
      await trustMachines(context.project, manifest);
      process.stdout.write(`\n${summary(context.project, manifest, times, found)}\n`);
      context.reporter.note(`Up after ${formatSeconds((performance.now() - begin) / 1000)}.`);
      return 0;
    } finally {
      await watch.close();
    }
  });
}

/** Removes what an interrupted run left on engines, and lets go on what was paused there. */
async function tidyEngines({ project, reporter }: CommandContext, manifest: Manifest): Promise<void> {
  const orphans = await removeDockerOrphans(project, manifest);
  orphans.forEach((orphan) => reporter.note(`Removed the ${orphan} that an interrupted run left.`));
  const resumed = await resumePausedServices(manifest);
  resumed.forEach((name) => reporter.note(`Let ${name} go on, which was paused.`));
}
