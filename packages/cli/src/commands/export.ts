import { renameSync, writeFileSync } from 'node:fs';
import { UserError } from '../errors';
import { type Format, exportLab } from '../export/export-lab';
import { readModel } from '../export/read-model';
import { synth } from '../project/synth';
import type { CommandContext } from './context';

export interface ExportOptions {
  /** A file; standard output without one. */
  readonly output?: string;
  readonly port: number;
}

/** Writes what the app describes for another tool; no daemon is asked. */
export async function runExport({ project }: CommandContext, options: ExportOptions, format: Format): Promise<number> {
  const model = readModel(project, await synth(project));
  const text = await exportLab(project, model, format, options.port);
  if (options.output === undefined || options.output === '-') {
    process.stdout.write(text);
    return 0;
  }
  const making = `${options.output}.${process.pid}.new`;
  try {
    writeFileSync(making, text);
    renameSync(making, options.output);
  } catch (error) {
    throw new UserError(`${options.output} cannot be written: ${(error as Error).message}`);
  }
  return 0;
}
