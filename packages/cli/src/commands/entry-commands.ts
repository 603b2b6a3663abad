import type { Command } from 'commander';
import { jobNames, machineNames, NameArgument, serviceNames, stackNames } from '../completion/name-argument';
import type { Manifest } from '../project/manifest';
import { type ConsoleOptions, runConsole } from './console';
import { createContext } from './context';
import { examples } from './examples';
import { type IpOptions, runIp } from './ip';
import { type LogsOptions, runLogs } from './logs';
import { moment } from './moment';
import { count, seconds } from './numbers';
import { type PowerOptions, type PowerVerb, runPower } from './power';
import { runSsh } from './ssh';

const memberNames = (manifest: Manifest): string[] => [...machineNames(manifest), ...serviceNames(manifest)];
const loggedNames = (manifest: Manifest): string[] => [...memberNames(manifest), ...jobNames(manifest)];
const targetNames = (manifest: Manifest): string[] => [...stackNames(manifest), ...memberNames(manifest)];

type Done = (status: number) => void;

/** Adds the commands that lead into what runs, and those that switch it on and off; `done` receives the exit status. */
export function addEntries(program: Command, done: Done): void {
  addSsh(program, done);
  addConsole(program, done);
  addLogs(program, done);
  addIp(program, done);
  addPower(program, done, 'start', 'let machines and services run, whether they are off or paused');
  addPower(program, done, 'pause', 'let machines and services stand still; their memory stays');
  addPower(program, done, 'resume', 'let what is paused go on');
  const stop = addPower(program, done, 'stop', 'shut machines down and end services, each by itself and in order')
    .option('-t, --timeout <seconds>', 'how long each may take; then a machine is left as it is and a container is ended', seconds, 60)
    .option('-f, --force', 'cut the power at once');
  examples(stop, [
    ['labcloud stop', 'all of the lab'],
    ['labcloud stop web-1 hello-1', 'a machine and a container'],
    ['labcloud stop web-1 --timeout 300', 'one that takes its time'],
    ['labcloud stop web-1 --force', 'as if its plug was pulled'],
  ]);
}

function addSsh(program: Command, done: Done): void {
  const command = program
    .command('ssh')
    .description("log in to a machine, or run a command on it, with the lab's key; exits as the command does")
    .addArgument(new NameArgument('<name>', 'a machine', machineNames))
    .argument('[command...]', 'what to run there')
    .passThroughOptions()
    .action(async (name: string, words: string[]) => done(await runSsh(name, words[0] === '--' ? words.slice(1) : words)));
  examples(command, [
    ['labcloud ssh web-1', 'a shell'],
    ['labcloud ssh web-1 -- systemctl is-active nginx', 'one command, whose exit status is passed on'],
    ['tar c site | labcloud ssh web-1 -- tar x -C /srv', 'with input'],
  ]);
}

function addConsole(program: Command, done: Done): void {
  const command = program
    .command('console')
    .description('join the serial console of a machine, which needs no network and no key; Ctrl-] leaves it')
    .addArgument(new NameArgument('<name>', 'a machine', machineNames))
    .option('-f, --force', 'take it from who has it')
    .action(async (name: string, options: ConsoleOptions) => done(await runConsole(createContext(), options, name)));
  examples(command, [['labcloud console web-1', '']]);
}

function addLogs(program: Command, done: Done): void {
  const command = program
    .command('logs')
    .description("show what a machine's serial console said (its journal where the app keeps no log of it), or a container's outputs")
    .addArgument(new NameArgument('<name>', 'a machine, a service or a job', loggedNames))
    .option('-f, --follow', 'go on with what comes, until interrupted')
    .option('-n, --tail <lines>', 'only the last lines', count)
    .option('--since <when>', "only what came since: '10m' or '2h' ago, or a time like 2026-01-31T08:00:00Z", moment)
    .option('--timestamps', 'begin each line of a container with its time')
    .action(async (name: string, options: LogsOptions) => done(await runLogs(createContext(), options, name)));
  examples(command, [
    ['labcloud logs front', 'all that a container has said'],
    ['labcloud logs web-1 -n 50 -f', 'the last 50 lines of a machine, and what comes'],
    ['labcloud logs hello-1 --since 10m 2>/dev/null', 'standard output alone'],
  ]);
}

function addIp(program: Command, done: Done): void {
  const command = program
    .command('ip')
    .description('say which address a machine or a service has now, as libvirt, the guest or Docker say; all of them without a name')
    .addArgument(new NameArgument('[name]', 'a machine or a service', memberNames))
    .option('--json', 'print {"addresses":[{"name","kind","addresses":[{"address","prefix","mac","source"}]}]}')
    .action(async (name: string | undefined, options: IpOptions) => done(await runIp(createContext(), options, name)));
  examples(command, [
    ['labcloud ip web-1', 'one address, and nothing else'],
    ['labcloud ip', 'all that there are'],
  ]);
}

function addPower(program: Command, done: Done, verb: PowerVerb, description: string): Command {
  const command = program
    .command(verb)
    .description(description)
    .addArgument(new NameArgument('[names...]', 'machines, services or stacks; all of the lab without them', targetNames))
    .action(async (names: string[], options: PowerOptions) => done(await runPower(createContext(), verb, options, names)));
  command.addHelpText('after', "\nWhat the app wants of them stays as it is: the next 'labcloud up' goes back to it.");
  if (verb !== 'stop') {
    examples(command, [
      [`labcloud ${verb}`, 'all of the lab'],
      [`labcloud ${verb} web-1`, 'one machine or container'],
    ]);
  }
  return command;
}
