import { Argument, type Command } from 'commander';
import { candidatesFor } from '../completion/candidates';
import { type Shell, SHELLS, completionScript } from '../completion/script';
import { type Manifest, readManifest } from '../project/manifest';
import { Project } from '../project/project';
import { examples } from './examples';

/** Adds what completes command lines in shells; `done` receives the exit status. */
export function addCompletion(program: Command, done: (status: number) => void): void {
  const command = program
    .command('completion')
    .description('print what a shell reads to complete commands, options and names of the app')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .action((shell: Shell) => {
      process.stdout.write(completionScript(shell));
      done(0);
    });
  examples(command, [
    ['eval "$(npx labcloud completion bash)"', 'in this shell'],
    ['labcloud completion zsh > ~/.zfunc/_labcloud', 'in every one, where ~/.zfunc is in fpath'],
  ]);
  program
    .command('__complete', { hidden: true })
    .argument('[words...]')
    .action((words: string[]) => {
      const candidates = candidatesFor(program, words, app);
      process.stdout.write(candidates.map(({ value, description }) => `${value}\t${description}\n`).join(''));
      done(0);
    });
}

/** The app as it was synthesized last; while somebody types, nothing is run and nothing is an error. */
function app(): Manifest | undefined {
  try {
    return readManifest(Project.find());
  } catch {
    return undefined;
  }
}
