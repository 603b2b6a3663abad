import { Command, CommanderError } from 'commander';
import { version } from '../package.json';
import { addCompletion } from './commands/completion-commands';
import { addBudgetCommands } from './commands/budget-commands';
import { addDataCommands } from './commands/data-commands';
import { addEntries } from './commands/entry-commands';
import { addExport } from './commands/export-commands';
import { addInit } from './commands/init';
import { addLabCommands } from './commands/lab-commands';
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
    .enablePositionalOptions()
    .exitOverride();
  addInit(program, done);
  addLabCommands(program, done);
  addBudgetCommands(program, done);
  addEntries(program, done);
  addDataCommands(program, done);
  addExport(program, done);
  addCompletion(program, done);
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
