import { existsSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CuttableSocket } from './cuttable-socket';
import { type Lab, type Work } from './lab';
import { type Random } from './random';
import { removeByHand } from './remove-by-hand';
import { type TerraformRun } from './terraform-run';

/** What a fault strikes. */
export interface Scene {
  readonly lab: Lab;
  readonly work: Work;
  readonly random: Random;
  /** Says something that the report of the trial shows. */
  readonly note: (text: string) => void;
}

/** What goes wrong while a command runs. */
export interface Fault {
  readonly name: string;
  /** Happens before the command begins. Gives what makes it good when the command has ended. */
  readonly before?: (scene: Scene) => Promise<() => Promise<void>>;
  /** Happens at a moment while it runs. */
  readonly strike?: (scene: Scene, run: TerraformRun) => Promise<void>;
  /** Happens between the plan and its apply. */
  readonly between?: (scene: Scene) => Promise<void>;
  /** Happens when the command has ended, before the next. */
  readonly after?: (scene: Scene) => Promise<void>;
  /** Whether errors that only a provider which was killed may cause are to be expected. */
  readonly kills?: true;
}

const MIB = 1 << 20;

/** Everything that can go wrong. */
export const FAULTS: readonly Fault[] = [
  { name: 'provider killed', kills: true, strike: (_scene, run) => now(() => run.signal('SIGKILL', ...run.processes().providers)) },
  { name: 'terraform killed', kills: true, strike: (_scene, run) => now(() => run.signal('SIGKILL', ...run.processes().terraform)) },
  {
    name: 'both killed',
    kills: true,
    strike: (_scene, run) =>
      now(() => {
        const { terraform, providers } = run.processes();
        run.signal('SIGKILL', ...terraform, ...providers);
      }),
  },
  { name: 'interrupted', strike: interrupt },
  { name: 'daemon restarted', strike: ({ lab }) => lab.machine.restartDaemon() },
  { name: 'daemon killed', strike: killDaemon, after: ({ lab }) => lab.machine.startDaemons() },
  { name: 'disk full', before: fillDisk },
  { name: 'socket closed', before: putSocketBetween },
  { name: 'removed by hand', between: removeByHand },
  { name: 'two at once', strike: startAnother },
  { name: 'rebooted', kills: true, strike: ({ lab }) => lab.machine.reboot() },
];

function now(act: () => void): Promise<void> {
  act();
  return Promise.resolve();
}

/** Ctrl-C, which a terminal sends to all; sometimes once more. */
async function interrupt({ random, note }: Scene, run: TerraformRun): Promise<void> {
  const press = (): void => {
    const { terraform, providers } = run.processes();
    run.signal('SIGINT', ...terraform, ...providers);
  };
  const pause = random.chance(0.4) ? random.below(500) : undefined;
  press();
  if (pause === undefined) return;
  note(`again after ${pause} ms`);
  await sleep(pause);
  press();
}

async function killDaemon({ lab, random, note }: Scene, run: TerraformRun): Promise<void> {
  const pause = random.chance(0.3) ? undefined : random.below(1500);
  note(pause === undefined ? 'down until the end' : `down for ${pause} ms`);
  await lab.machine.killDaemons();
  if (pause === undefined) await run.done;
  else await sleep(pause);
  await lab.machine.startDaemons();
}

/** Leaves some room in the pool, seldom enough. */
async function fillDisk({ lab, random, note }: Scene): Promise<() => Promise<void>> {
  const { bavail, bsize } = statfsSync(lab.machine.poolDisk);
  const room = random.below(random.chance(0.5) ? MIB / 4 : 10 * MIB);
  const ballast = join(lab.machine.poolDisk, 'ballast');
  writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - room)));
  note(`${(room / MIB).toFixed(2)} MiB left`);
  return Promise.resolve(() => now(() => rmSync(ballast)));
}

/** Puts something between libvirt and its clients that breaks their connections some times. */
async function putSocketBetween({ lab, random, note }: Scene): Promise<() => Promise<void>> {
  const { socket } = lab.machine.host;
  const real = `${socket}.real`;
  renameSync(socket, real);
  const between = await CuttableSocket.listen(socket, real);
  const cuts = Array.from({ length: 1 + random.below(3) }, () => 300 + random.below(3000)).sort((a, b) => a - b);
  const refuses = random.chance(0.5) ? random.below(400) : 0;
  note(`cut at ${cuts.join(', ')} ms${refuses > 0 ? `, each time refused for ${refuses} ms` : ''}`);
  const timers = cuts.map((time) => setTimeout(() => between.cut(refuses), time));
  return async () => {
    timers.forEach((timer) => clearTimeout(timer));
    await between.close();
    if (existsSync(socket)) rmSync(socket);
    renameSync(real, socket);
  };
}

/** A second command, for the same or for the opposite. */
async function startAnother({ lab, work, random, note }: Scene): Promise<void> {
  const opposite: Work = 'form' in work ? { destroy: 'but-data' } : { form: 'first' };
  const other = random.chance(0.7) ? work : opposite;
  const second = await startWhenReadable(lab, other);
  const outcome = await second?.done;
  note(`the other ${other === work ? 'like it' : 'against it'} ended with ${String(outcome?.status)}`);
}

/** The state cannot be read in the moment in which Terraform writes it. */
async function startWhenReadable(lab: Lab, work: Work): Promise<TerraformRun | undefined> {
  for (let left = 20; ; left--) {
    try {
      return lab.start(work);
    } catch (error) {
      if (left === 0) throw error;
      await sleep(10);
    }
  }
}
