import type { Command } from 'commander';
import { runBudget } from './budget';
import { createContext } from './context';
import { examples } from './examples';
import { runHosts } from './hosts';

/** Adds the commands about what computers have and what the app takes of it; `done` receives the exit status. */
export function addBudgetCommands(program: Command, done: (status: number) => void): void {
  const budget = program
    .command('budget')
    .description('say what the app takes of the memory, processors and storage of each computer (exit status 0: it fits, 2: it does not)')
    .option(
      '--json',
      'print {"computers":[{"computer","paths","memory","cpus","machines","services"}],"pools":[{"path","capacity","used",…}]}',
    )
    .action(async (options: { json?: boolean }) => done(await runBudget(createContext(), options)));
  examples(budget, [['labcloud budget', 'the sums of each computer']]);
  const hosts = program
    .command('hosts')
    .description('read what each host and engine has into labcloud.hosts.json, against which synth counts what the app takes')
    .action(async () => done(await runHosts(createContext())));
  examples(hosts, [['labcloud hosts && git diff labcloud.hosts.json', 'what has changed']]);
}
