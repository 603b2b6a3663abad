import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ResidentProvider } from './resident-provider';

/** Where `terraform init` has put the libvirt provider of labcloud, in a stack's folder. */
const INSTALLED = '.terraform/providers/labcloud.local/labcloud/libvirt';
/** What the provider reads from the environment, which it sees once only. */
const SETTING = /^LABCLOUD_/;
/** Somebody wants Terraform's own log of a provider, or has started one by hand. */
const BY_TERRAFORM = ['TF_LOG', 'TF_LOG_PROVIDER', 'TF_REATTACH_PROVIDERS'];

interface Started {
  readonly settings: string;
  readonly provider: Promise<ResidentProvider | undefined>;
}

/** The libvirt provider of each stack as one process for all runs of Terraform, which would start three for a plan and four for an apply. */
export class ResidentProviders {
  private readonly started = new Map<string, Started>();
  private readonly running = new Set<ResidentProvider>();

  constructor() {
    process.once('exit', () => this.running.forEach((provider) => provider.leave()));
  }

  /**
   * The one of a stack that `terraform init` has seen.
   *
   * @returns undefined where Terraform shall start its providers itself
   */
  async of(directory: string): Promise<ResidentProvider | undefined> {
    if (BY_TERRAFORM.some((name) => process.env[name])) return undefined;
    const executable = installed(join(directory, INSTALLED));
    if (executable === undefined) return undefined;
    const settings = JSON.stringify([executable, ...Object.entries(process.env).filter(([name]) => SETTING.test(name))]);
    const before = this.started.get(directory);
    const running = await before?.provider;
    if (before?.settings === settings && running?.isAlive) return running;
    await running?.stop();
    const provider = this.start(executable, directory);
    this.started.set(directory, { settings, provider });
    return provider;
  }

  private async start(executable: string, directory: string): Promise<ResidentProvider | undefined> {
    const provider = await ResidentProvider.start(executable, directory);
    if (provider !== undefined) {
      this.running.add(provider);
      void provider.ended.then(() => this.running.delete(provider));
    }
    return provider;
  }
}

/** The executable below `<version>/<platform>`; undefined if there is none, or more than one version. */
function installed(folder: string): string | undefined {
  let place = folder;
  for (let depth = 0; depth < 3; depth++) {
    const names = existsSync(place) ? readdirSync(place) : [];
    if (names.length !== 1) return undefined;
    place = join(place, ...names);
  }
  return place;
}
