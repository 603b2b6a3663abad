import { execFile } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Item } from '../../../packages/terraform-provider-libvirt/src/tables';

const SOURCE = 'labcloud.local/labcloud/libvirt';
const PROVIDER = 'packages/terraform-provider-libvirt';

/** A warning or an error, and the resource that it is of. */
export interface Diagnostic {
  readonly severity: string;
  readonly summary: string;
  readonly detail: string;
  readonly address?: string;
}

/** What a plan does to one resource. */
export interface PlannedChange {
  readonly actions: readonly string[];
  readonly before: Item | null;
  readonly after: Item | null;
}

/** What Terraform said. */
export interface Outcome {
  readonly errors: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
}

/** A plan: its changes by address. */
export interface Plan extends Outcome {
  readonly changes: ReadonlyMap<string, PlannedChange>;
}

/** A resource of a configuration. */
export interface Configured {
  readonly type: string;
  readonly name: string;
  readonly item: Item;
  readonly needs?: readonly string[];
}

interface Ended {
  readonly status: number;
  readonly output: string;
}

interface ShownChange {
  readonly address: string;
  readonly change: PlannedChange;
}

/** A folder in which Terraform works with the provider of this repository. */
export class Terraform {
  constructor(private readonly directory: string) {}

  /** Builds the provider if it is not up to date, and initializes the folder. */
  async init(): Promise<void> {
    const built = await this.run(process.execPath, [join(process.cwd(), PROVIDER, 'build.mjs')], process.cwd());
    if (built.status !== 0) throw new Error(built.output);
    this.placeProvider();
    this.configure([]);
    const { status, output } = await this.terraform('init', '-input=false');
    if (status !== 0) throw new Error(output);
  }

  private get version(): string {
    return (JSON.parse(readFileSync(join(process.cwd(), PROVIDER, 'package.json'), 'utf8')) as { version: string }).version;
  }

  private placeProvider(): void {
    const machine = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`;
    const file = join(this.directory, 'terraform.d/plugins', SOURCE, this.version, machine, `terraform-provider-libvirt_v${this.version}`);
    mkdirSync(dirname(file), { recursive: true });
    copyFileSync(join(process.cwd(), PROVIDER, 'dist/terraform-provider-libvirt'), file);
    chmodSync(file, 0o755);
  }

  /** Writes the configuration; `imports` are ids by address. */
  configure(resources: readonly Configured[], imports: ReadonlyMap<string, string> = new Map()): void {
    const resource: Record<string, Record<string, object>> = {};
    for (const { type, name, item, needs = [] } of resources) {
      (resource[type] ??= {})[name] = { ...item, ...(needs.length > 0 && { depends_on: needs }) };
    }
    const configuration = {
      terraform: { required_providers: { libvirt: { source: SOURCE, version: this.version } } },
      provider: { libvirt: { uri: 'qemu:///system' } },
      ...(resources.length > 0 && { resource }),
      ...(imports.size > 0 && { import: [...imports].map(([to, id]) => ({ to, id })) }),
    };
    writeFileSync(join(this.directory, 'main.tf.json'), JSON.stringify(configuration, null, 1));
  }

  /** Plans with a refresh, without applying. */
  async plan(): Promise<Plan> {
    const { output } = await this.terraform('plan', '-input=false', '-json', '-out=plan');
    const outcome = outcomeOf(output);
    if (outcome.errors.length > 0) return { ...outcome, changes: new Map() };
    const shown = await this.terraform('show', '-json', 'plan');
    const { resource_changes: changes = [] } = JSON.parse(shown.output) as { resource_changes?: ShownChange[] };
    return { ...outcome, changes: new Map(changes.map(({ address, change }) => [address, change])) };
  }

  /** Applies the last plan. */
  async applyPlan(): Promise<Outcome> {
    return outcomeOf((await this.terraform('apply', '-json', '-input=false', 'plan')).output);
  }

  /** Plans and applies. */
  async apply(): Promise<Outcome> {
    return outcomeOf((await this.terraform('apply', '-json', '-auto-approve', '-input=false')).output);
  }

  /** Does something without the state, as if it had been lost. */
  async withoutState<T>(work: () => Promise<T>): Promise<T> {
    const [state, aside] = [join(this.directory, 'terraform.tfstate'), join(this.directory, 'state-aside')];
    renameSync(state, aside);
    try {
      return await work();
    } finally {
      if (existsSync(aside)) renameSync(aside, state);
    }
  }

  private terraform(...args: string[]): Promise<Ended> {
    return this.run('terraform', args, this.directory);
  }

  private run(command: string, args: string[], cwd: string): Promise<Ended> {
    const env = { ...process.env, CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1', TF_CLI_CONFIG_FILE: '/dev/null' };
    return new Promise((resolve, reject) => {
      execFile(command, args, { cwd, env, maxBuffer: 256 * 1024 * 1024 }, (error, stdout, stderr) => {
        if (error !== null && typeof error.code === 'string') reject(error);
        else resolve({ status: error === null ? 0 : Number(error.code ?? 1), output: stdout + stderr });
      });
    });
  }
}

function outcomeOf(output: string): Outcome {
  const diagnostics = output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .flatMap((line) => (JSON.parse(line) as { diagnostic?: Diagnostic }).diagnostic ?? []);
  return {
    errors: diagnostics.filter(({ severity }) => severity === 'error'),
    warnings: diagnostics.filter(({ severity }) => severity === 'warning'),
  };
}
