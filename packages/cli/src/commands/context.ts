import { interrupted, listenForInterrupts } from '../interruption';
import { Project } from '../project/project';
import type { ManifestStack } from '../project/manifest';
import { stackDirectory } from '../project/manifest';
import { secretEnvironment } from '../project/secrets';
import { writeCliConfig } from '../terraform/cli-config';
import { ResidentProviders } from '../terraform/resident-providers';
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

/** Finds the project and prepares for an interrupt. */
export function createContext(): CommandContext {
  const project = Project.find();
  listenForInterrupts();
  const providers = new ResidentProviders();
  return {
    project,
    reporter: createReporter(),
    signal: interrupted,
    terraform: (stack) =>
      new Terraform(
        stackDirectory(project, stack),
        writeCliConfig(project),
        (needed) => secretEnvironment(project, stack, needed),
        providers,
      ),
  };
}
