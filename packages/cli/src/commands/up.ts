import { removeDockerOrphans } from '../lab/docker-orphans';
import { resumePausedServices } from '../lab/paused-services';
import { ReadinessWatch } from '../lab/readiness-watch';
import { withProjectLock } from '../lab/project-lock';
import { waitServices } from '../lab/wait-services';
import { applyOrder } from '../project/manifest';
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

    const orphans = await removeDockerOrphans(context.project, manifest);
    orphans.forEach((orphan) => context.reporter.note(`Removed the ${orphan} that an interrupted run left.`));
    const resumed = await resumePausedServices(manifest);
    resumed.forEach((name) => context.reporter.note(`Let ${name} go on, which was paused.`));
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
    try {
      await watch.listen();
      for (const stack of applyOrder(manifest.stacks)) {
        await applyStack(context, stack, options.yes ?? false, [], (changes) => rollOutGroups(context, stack, changes, watch));
      }
      const { times, services } = await context.reporter.step('Wait until everything answers', async (progress) => {
        line = (text) => progress.update(text);
        const [ready, healthy] = await Promise.all([watch.finish(), waitServices(manifest, timeout, context.signal)]);
        return { times: ready, services: healthy };
      });
      await trustMachines(context.project, manifest);
      process.stdout.write(`\n${summary(context.project, manifest, times, services)}\n`);
      context.reporter.note(`Up after ${formatSeconds((performance.now() - begin) / 1000)}.`);
      return 0;
    } finally {
      await watch.close();
    }
  });
}
