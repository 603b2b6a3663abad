import { Argument } from 'commander';
import type { Manifest } from '../project/manifest';

/** An argument whose values are names of the app: the shell completes them. */
export class NameArgument extends Argument {
  constructor(
    name: string,
    description: string,
    readonly namesIn: (manifest: Manifest) => readonly string[],
  ) {
    super(name, description);
  }
}

/** The names of machines. */
export function machineNames({ stacks }: Manifest): string[] {
  return stacks.flatMap(({ machines }) => machines.map(({ name }) => name));
}

/** The names of container services. */
export function serviceNames({ stacks }: Manifest): string[] {
  return stacks.flatMap(({ services }) => services.map(({ name }) => name));
}

/** The names of jobs. */
export function jobNames({ stacks }: Manifest): string[] {
  return stacks.flatMap(({ jobs = [] }) => jobs.map(({ name }) => name));
}

/** The names of stacks. */
export function stackNames({ stacks }: Manifest): string[] {
  return stacks.map(({ name }) => name);
}
