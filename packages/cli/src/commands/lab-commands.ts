import { type Command, Option } from 'commander';
import { NameArgument, stackNames } from '../completion/name-argument';
import { runAdopt } from './adopt';
import { type CommandContext, createContext } from './context';
import { type DestroyOptions, runDestroy } from './destroy';
import { runDoctorCommand } from './doctor';
import { examples } from './examples';
import { seconds } from './numbers';
import { runPlan } from './plan';
import { runStatus } from './status';
import { runSynth } from './synth';
import { runUp } from './up';

/** Adds the commands that bring the whole lab up and down and look at it; `done` receives the exit status. */
export function addLabCommands(program: Command, done: (status: number) => void): void {
  const run =
    <Options>(command: (context: CommandContext, options: Options) => Promise<number>) =>
    async (options: Options): Promise<void> =>
      done(await command(createContext(), options));

  const synth = program.command('synth').description("write the app's Terraform JSON to cdktf.out").action(run(runSynth));
  examples(synth, [['labcloud synth && terraform -chdir=cdktf.out/stacks/lab validate', 'what Terraform says of it']]);

  const plan = program
    .command('plan')
    .description('show what up would change (exit status 0: nothing, 2: changes, 1: error)')
    .action(run(runPlan));
  examples(plan, [['labcloud plan', 'what fails, loses data, is rebuilt, restarts, or changes live']]);

  const up = program
    .command('up')
    .description('bring the lab up and wait until every machine and service answers')
    .option('-y, --yes', 'agree to the loss of machines, disks and pools that the plan announces')
    .option('-t, --timeout <seconds>', 'how long a machine may take until it answers', seconds, 300)
    .addOption(source('--image-source <source>', 'where machine images come from', 'LABCLOUD_IMAGE_SOURCE', ['url', 'recipe']))
    .addOption(
      source('--container-source <source>', 'where container images come from', 'LABCLOUD_CONTAINER_SOURCE', ['registry', 'packages']),
    )
    .addOption(
      source('--docker-provider <source>', 'where the Docker provider comes from', 'LABCLOUD_DOCKER_PROVIDER', ['registry', 'built']),
    )
    .action(run(runUp));
  examples(up, [
    ['labcloud up', 'asks before a machine, a disk or a pool is lost'],
    ['labcloud up --yes --timeout 900', 'without a terminal, on a slow machine'],
  ]);

  const destroy = program
    .command('destroy')
    .description('remove everything of the lab, or of the named stacks, and nothing else; retained volumes stay')
    .addArgument(new NameArgument('[stacks...]', 'names of stacks, also of one that left the app', stackNames))
    .option('-y, --yes', 'do not ask')
    .option('--with-data', 'remove retained volumes as well, with what is on them')
    .option('-f, --force', 'cut the power of machines at once, also of those that would be shut down because of their data')
    .action(async (stacks: string[], options: DestroyOptions) => done(await runDestroy(createContext(), options, stacks)));
  examples(destroy, [
    ['labcloud destroy', 'all but the data'],
    ['labcloud destroy web', 'one stack'],
    ['labcloud destroy --force', 'when a guest does not shut down'],
  ]);

  const status = program
    .command('status')
    .description('say what runs and whether it serves (exit status 1: a host does not answer; the others are told of all the same)')
    .option(
      '--json',
      'print {"machines":[{"name","address","ready"}],"services":[{"name","url","healthy"}]}; hosts that are away as "unreachable":[{"host","reason"}]',
    )
    .option('--exit-code', 'exit with 2 when something does not serve')
    .action(run(runStatus));
  examples(status, [['labcloud status --exit-code > /dev/null || echo "not well"', 'for scripts']]);

  const doctor = program
    .command('doctor')
    .description('look whether this machine can run the lab; change nothing (exit status 0: it can, 2: something is missing)')
    .option('--json', 'print {"checks":[{"name","ok","found","fix"}]}')
    .action(run(runDoctorCommand));
  examples(doctor, [['labcloud doctor', 'each thing that is missing, with what mends it']]);

  const adopt = program
    .command('adopt')
    .description('take over what a lost state left: what exists and the app wants is known again, and not changed')
    .action(run(runAdopt));
  examples(adopt, [['labcloud adopt && labcloud plan', 'what differs from the app after it']]);
}

/** An option that forces a choice which labcloud otherwise makes by itself; the environment variable does the same. */
function source(flags: string, description: string, variable: string, values: readonly string[]): Option {
  return new Option(flags, `${description} (default: the first that answers)`).env(variable).choices(values);
}
