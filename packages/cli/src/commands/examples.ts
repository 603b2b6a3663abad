import type { Command } from 'commander';

/** Ends the help of a command with lines to type and what each does. */
export function examples(command: Command, lines: readonly (readonly [line: string, meaning: string])[]): void {
  const width = Math.max(...lines.map(([line]) => line.length));
  const list = lines.map(([line, meaning]) => `  ${line.padEnd(width)}  ${meaning}`.trimEnd());
  command.addHelpText('after', `\n${lines.length > 1 ? 'Examples' : 'Example'}:\n${list.join('\n')}`);
}
