import { Command, CommanderError, Option } from 'commander';
import { version } from '../package.json';
import { runAdopt } from './commands/adopt';
import { type CommandContext, createContext } from './commands/context';
import { addDataCommands } from './commands/data-commands';
import { type DestroyOptions, runDestroy } from './commands/destroy';
import { runDoctorCommand } from './commands/doctor';
import { seconds } from './commands/numbers';
import { runPlan } from './commands/plan';
import { runStatus } from './commands/status';
import { runSynth } from './commands/synth';
import { runUp } from './commands/up';
import { UserError } from './errors';
import { interrupted } from './interruption';

const EXIT_STATUSES = `
Exit status: 0 when all went well, 1 on an error; plan exits with 2 when there are changes, doctor with 2 when something
is missing, status --exit-code with 2 when something does not serve.`;

/** The `labcloud` command; `done` receives the exit status. */
export function createProgram(done: (status: number) => void): Command {
  const program = new Command('labcloud')
    .description('A private cloud in a TypeScript project.')
    .version(version)
    .addHelpText('after', EXIT_STATUSES)
    .showHelpAfterError("(see 'labcloud --help')")
    .exitOverride();
  const run =
    <Options>(command: (context: CommandContext, options: Options) => Promise<number>) =>
    async (options: Options): Promise<void> =>
      done(await command(createContext(), options));

  program.command('synth').description("write the app's Terraform JSON to cdktf.out").action(run(runSynth));
  program.command('plan').description('show what up would change (exit status 0: nothing, 2: changes, 1: error)').action(run(runPlan));
  program
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
  program
    .command('destroy')
    .description('remove everything of the lab, or of the named stacks, and nothing else; retained volumes stay')
    .argument('[stacks...]', 'names of stacks, also of one that left the app')
    .option('-y, --yes', 'do not ask')
    .option('--with-data', 'remove retained volumes as well, with what is on them')
    .action(async (stacks: string[], options: DestroyOptions) => done(await runDestroy(createContext(), options, stacks)));
  program
    .command('status')
    .description('say what runs and whether it serves')
    .option('--json', 'print {"machines":[{"name","address","ready"}],"services":[{"name","url","healthy"}]}')
    .option('--exit-code', 'exit with 2 when something does not serve')
    .action(run(runStatus));
  program
    .command('doctor')
    .description('look whether this machine can run the lab; change nothing (exit status 0: it can, 2: something is missing)')
    .option('--json', 'print {"checks":[{"name","ok","found","fix"}]}')
    .action(run(runDoctorCommand));
  addDataCommands(program, done);
  program
    .command('adopt')
    .description('take over what a lost state left: what exists and the app wants is known again, and not changed')
    .action(run(runAdopt));
  return program;
}

/** Runs the command line and sets the process's exit status. */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    await createProgram((status) => (process.exitCode = status)).parseAsync([...argv]);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode;
      return;
    }
    if (interrupted.aborted) {
      process.stderr.write('Interrupted. What was done so far is kept; the same command goes on from there.\n');
      process.exitCode = 130;
      return;
    }
    process.stderr.write(`${error instanceof UserError ? error.message : String((error as Error).stack ?? error)}\n`);
    process.exitCode = error instanceof UserError ? error.exitStatus : 1;
  }
}

/** An option that forces a choice which labcloud otherwise makes by itself; the environment variable does the same. */
function source(flags: string, description: string, variable: string, values: readonly string[]): Option {
  return new Option(flags, `${description} (default: the first that answers)`).env(variable).choices(values);
}
