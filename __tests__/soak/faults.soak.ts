import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Lane } from './faults/lane';
import { type Kind } from './faults/lab';
import { reportTrial, table } from './faults/report';
import { type Result, type Trial, trialOf } from './faults/trial';
import { soakOptions } from './support/soak-options';

/** Says that this process has namespaces of its own, so that nothing outlives it, whatever ends it. */
const INSIDE = 'LABCLOUD_FAULTS_INSIDE';
/** Where the namespaces of machines may hide /tmp. */
const PLACE = '/var/tmp/labcloud-faults-';
const LANES = ['a', 'b'];
const ROOT = process.cwd();

/** Containers take part where their provider was built. */
function kinds(): Kind[] {
  const choices = join(ROOT, '.labcloud/choices.json');
  const { dockerProvider } = existsSync(choices)
    ? (JSON.parse(readFileSync(choices, 'utf8')) as { dockerProvider?: { path?: string } })
    : { dockerProvider: undefined };
  if (dockerProvider?.path !== undefined && existsSync(dockerProvider.path)) return ['plain', 'docker'];
  console.log('Containers take no part: their provider has not been built (`npm start` does it).');
  return ['plain'];
}

/** The trials in groups of those that follow each other on one lab. */
function groupsOf(trials: readonly Trial[]): Trial[][] {
  const groups = new Map<number, Trial[]>();
  for (const trial of trials) {
    const group = Math.floor(trial.seed / 3);
    groups.set(group, [...(groups.get(group) ?? []), trial]);
  }
  return [...groups.values()];
}

/** Makes trials on one lane as long as there are any, first those for the lab that it has. */
async function work(lane: Lane, groups: Trial[][], done: (result: Result) => void): Promise<void> {
  while (groups.length > 0) {
    const same = groups.findIndex(([trial]) => trial?.kind === lane.kind);
    const [group = []] = groups.splice(Math.max(0, same), 1);
    for (const trial of group) done(await lane.attempt(trial));
  }
  await lane.stop();
}

async function main(): Promise<void> {
  const { trials, seed } = soakOptions(210);
  const disk = mkdtempSync(PLACE);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4g,mode=755', 'tmpfs', disk]);
  const begin = performance.now();
  const results: Result[] = [];
  const known = kinds();
  const groups = groupsOf(Array.from({ length: trials }, (_, index) => trialOf(seed + index, known)));
  const lanes = LANES.slice(0, groups.length).map((name) => new Lane(name, disk));
  await Promise.all(
    lanes.map((lane) =>
      work(lane, groups, (result) => {
        results.push(result);
        reportTrial(result, join(ROOT, 'coverage/soak/faults'));
      }),
    ),
  );
  execFileSync('umount', [disk]);
  rmSync(disk, { recursive: true });
  console.log(`\n${table(results)}\n${((performance.now() - begin) / 60_000).toFixed(1)} minutes`);
  if (results.some(({ problems }) => problems.length > 0)) process.exitCode = 1;
}

if (process.env[INSIDE] === undefined) {
  execFileSync(process.execPath, [join(ROOT, 'packages/terraform-provider-libvirt/build.mjs')], { stdio: 'inherit' });
  const apart = ['--pdeathsig', 'KILL', 'unshare', '-m', '-p', '-f', '--kill-child', '--mount-proc'];
  const again = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const { status, signal } = spawnSync('setpriv', [...apart, ...again], { env: { ...process.env, [INSIDE]: '1' }, stdio: 'inherit' });
  if (status === null) console.error(`The soak was ended by ${String(signal)}.`);
  process.exitCode = status ?? 1;
} else {
  main().catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
}
