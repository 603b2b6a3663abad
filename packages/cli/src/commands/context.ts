import { Project } from '../project/project';
import type { ManifestStack } from '../project/manifest';
import { stackDirectory } from '../project/manifest';
import { writeCliConfig } from '../terraform/cli-config';
import { Terraform } from '../terraform/terraform';
import type { Reporter } from '../ui/progress';
import { createReporter } from '../ui/reporter';

/** What every command works with. */
export interface CommandContext {
  readonly project: Project;
  readonly reporter: Reporter;
  /** Fires when the user interrupts. */
  readonly signal: AbortSignal;
  terraform(stack: ManifestStack): Terraform;
}

const interruption = new AbortController();

/** Whether the user has asked the work to end. */
export function wasInterrupted(): boolean {
  return interruption.signal.aborted;
}

/** Finds the project and prepares for an interrupt: the first asks the work to end, the second ends the process. */
export function createContext(): CommandContext {
  const project = Project.find();
  let interrupts = 0;
  const interrupt = (): void => {
    interrupts += 1;
    if (interrupts > 1) {
      process.exit(130);
    }
    process.stderr.write('\nInterrupted: ending what runs. Interrupt again to leave at once.\n');
    interruption.abort(new Error('interrupted'));
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  return {
    project,
    reporter: createReporter(),
    signal: interruption.signal,
    terraform: (stack) => new Terraform(stackDirectory(project, stack), writeCliConfig(project)),
  };
}
