import type { Argument, Command, Option } from 'commander';
import type { Manifest } from '../project/manifest';
import { NameArgument } from './name-argument';

/** Something that may be typed next. */
export interface Candidate {
  readonly value: string;
  readonly description: string;
}

/** How far a command line has come. */
interface Position {
  readonly command: Command;
  /** How many arguments of the command there are already. */
  readonly index: number;
  /** The option whose value comes next. */
  readonly option: Option | undefined;
  /** Whether `--` was typed: what follows is of another command. */
  readonly ended: boolean;
}

/**
 * What may be typed in the place of the last word: subcommands, options, choices, and names of the app.
 *
 * @param words what follows `labcloud`; the last one is what is being typed
 * @param manifest the app, where there is one
 */
export function candidatesFor(program: Command, words: readonly string[], manifest: () => Manifest | undefined): Candidate[] {
  const typed = words.at(-1) ?? '';
  const { command, index, option, ended } = walk(program, words.slice(0, -1));
  const fits = ({ value }: Candidate): boolean => value.startsWith(typed);
  if (ended) {
    return [];
  }
  if (option) {
    return (option.argChoices ?? []).map((value) => ({ value, description: '' })).filter(fits);
  }
  const help = command.createHelp();
  if (typed.startsWith('-')) {
    const options = help.visibleOptions(command).flatMap(({ long, description }) => (long ? [{ value: long, description }] : []));
    return options.filter(fits);
  }
  // Not the one for help that commander adds to each group.
  const visible = index === 0 ? help.visibleCommands(command).filter((each) => command.commands.includes(each)) : [];
  const subcommands = visible.map((each) => ({ value: each.name(), description: each.description() }));
  return [...subcommands, ...valuesOf(argumentAt(command, index), manifest)].filter(fits);
}

function walk(program: Command, words: readonly string[]): Position {
  let command = program;
  let index = 0;
  let option: Option | undefined;
  for (const word of words) {
    if (option) {
      option = undefined;
    } else if (word === '--') {
      return { command, index, option, ended: true };
    } else if (word.startsWith('-')) {
      option = command.options.find((each) => (each.long === word || each.short === word) && each.required);
    } else {
      const next: Command | undefined = index === 0 ? command.commands.find((each) => each.name() === word) : undefined;
      command = next ?? command;
      index = next ? 0 : index + 1;
    }
  }
  return { command, index, option, ended: false };
}

/** The argument in a place; one that takes several is in every later place too. A group's are those of its default command. */
function argumentAt(command: Command, index: number): Argument | undefined {
  const { registeredArguments } = command.registeredArguments.length > 0 ? command : (defaultCommand(command) ?? command);
  const last = registeredArguments.at(-1);
  return registeredArguments[index] ?? (last?.variadic ? last : undefined);
}

function defaultCommand(command: Command): Command | undefined {
  return command.commands.find((each) => each.name() === 'create');
}

function valuesOf(argument: Argument | undefined, manifest: () => Manifest | undefined): Candidate[] {
  if (!argument) {
    return [];
  }
  const app = argument instanceof NameArgument ? manifest() : undefined;
  const values = app && argument instanceof NameArgument ? argument.namesIn(app) : (argument.argChoices ?? []);
  return values.map((value) => ({ value, description: '' }));
}
