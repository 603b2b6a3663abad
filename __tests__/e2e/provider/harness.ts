import { execFile } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { ResidentProvider } from '../../../packages/cli/src/terraform/resident-provider';
import { BUILT_PROVIDER, startProvider } from '../../support/start-provider';

// A Terraform command takes a second or two; on a busy machine several.
jest.setTimeout(180_000);

const run = promisify(execFile);
const root = join(__dirname, '../../..');
const { version } = jest.requireActual<{ version: string }>('../../../packages/terraform-provider-libvirt/package.json');
const source = 'labcloud.local/labcloud/libvirt';

/** What Terraform said, and how it ended. */
export interface Outcome {
  status: number;
  /** Everything on both streams, without colour and line wrapping. */
  output: string;
}

/** One resource in a plan. */
export interface PlannedChange {
  address: string;
  /** `['no-op']`, `['update']`, `['delete', 'create']`, … */
  actions: string[];
  before: unknown;
  after: unknown;
  replacePaths: unknown[];
}

/** A plan, and the warnings that came with it. */
export interface PlanReport {
  changes: PlannedChange[];
  warnings: { summary: string; detail: string }[];
}

interface StateResource {
  type: string;
  name: string;
  instances: { attributes: Record<string, unknown> }[];
}

/** Settings in the environment that are for one run, and reach only a provider that this run starts. */
const OF_ONE_RUN = /^(TF_LOG|LABCLOUD_)/;

/**
 * A folder with a configuration that Terraform applies with the provider of this repository. One process of it serves all runs, because each
 * run would start it three or four times, which takes longer than most of what is tested; a run with settings of its own in the environment
 * starts it as it is started outside of tests.
 */
export class Workspace {
  private attached: Promise<ResidentProvider> | undefined;
  private initialized = false;

  /** Whether Terraform starts the provider itself in every run, for tests that kill its process or interrupt Terraform. */
  launches = false;

  private constructor(readonly directory: string) {}

  /** Builds the provider if it is not up to date, and makes a new folder. */
  static async create(): Promise<Workspace> {
    await run(process.execPath, [join(root, 'packages/terraform-provider-libvirt/build.mjs')], { cwd: root });
    const workspace = new Workspace(mkdtempSync(join(tmpdir(), 'labcloud-provider-')));
    workspace.configure({});
    return workspace;
  }

  /** The environment of a run of Terraform, which finds the provider by it or in this folder. */
  private async environment(): Promise<NodeJS.ProcessEnv> {
    const env = { ...process.env, CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1', TF_CLI_CONFIG_FILE: '/dev/null' };
    if (!this.launches && !Object.keys(env).some((name) => OF_ONE_RUN.test(name))) {
      this.attached ??= startProvider(this.directory);
      return { ...env, TF_REATTACH_PROVIDERS: (await this.attached).attachment };
    }
    // Who looks for a run's own process is to find no other.
    if (this.launches) await this.detach();
    if (!this.initialized) {
      this.placeProvider();
      await run('terraform', ['init', '-input=false', '-no-color'], { cwd: this.directory, env });
      this.initialized = true;
    }
    return env;
  }

  private async detach(): Promise<void> {
    await (await this.attached)?.stop();
    this.attached = undefined;
  }

  private placeProvider(): void {
    const os = process.platform;
    const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
    const file = join(
      this.directory,
      'terraform.d/plugins',
      source,
      version,
      `${os}_${architecture}`,
      `terraform-provider-libvirt_v${version}`,
    );
    mkdirSync(dirname(file), { recursive: true });
    copyFileSync(BUILT_PROVIDER, file);
    chmodSync(file, 0o755);
  }

  /** Writes the configuration: resource type → name → arguments. */
  configure(resource: Record<string, Record<string, object>>, uri = 'qemu:///system'): void {
    const configuration = {
      terraform: { required_providers: { libvirt: { source, version } } },
      provider: { libvirt: { uri } },
      ...(Object.keys(resource).length > 0 && { resource }),
    };
    writeFileSync(join(this.directory, 'main.tf.json'), JSON.stringify(configuration, null, 1));
  }

  /** Runs a Terraform command whatever its outcome. */
  async terraform(...args: string[]): Promise<Outcome> {
    const env = await this.environment();
    const options = { cwd: this.directory, env, maxBuffer: 64 * 1024 * 1024 };
    try {
      const { stdout, stderr } = await run('terraform', [...args, ...(args[0] === 'show' ? [] : ['-no-color'])], options);
      return { status: 0, output: stdout + stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { status: code, output: stdout + stderr };
    }
  }

  /** Applies the configuration; throws with Terraform's words when it fails. */
  async apply(): Promise<void> {
    const { status, output } = await this.tryApply();
    if (status !== 0) throw new Error(output);
  }

  /** Applies the configuration whatever the outcome. */
  tryApply(): Promise<Outcome> {
    return this.terraform('apply', '-auto-approve', '-input=false', '-compact-warnings');
  }

  /** Plans with a refresh and without applying; throws when that fails. */
  async plan(): Promise<PlanReport> {
    const { status, output } = await this.terraform('plan', '-input=false', '-json', '-out=plan');
    const messages = output
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as PlanMessage);
    const diagnostics = messages.flatMap(({ diagnostic }) => diagnostic ?? []);
    if (status !== 0) throw new Error(diagnostics.map(({ summary, detail }) => `${summary}: ${detail}`).join('\n') || output);
    const isBusy = messages.some(({ type }) => type === 'planned_change' || type === 'resource_drift');
    return {
      warnings: diagnostics.filter(({ severity }) => severity === 'warning'),
      changes: isBusy ? await this.planned() : this.untouched(),
    };
  }

  private async planned(): Promise<PlannedChange[]> {
    const shown = await this.terraform('show', '-json', 'plan');
    const { resource_changes: changes = [] } = JSON.parse(shown.output) as { resource_changes?: ResourceChange[] };
    return changes.map(({ address, change }) => ({ address, ...change, replacePaths: change.replace_paths ?? [] }));
  }

  /** What a plan shows that changes nothing; reading it from the state saves a run of Terraform. */
  private untouched(): PlannedChange[] {
    return this.resources().map(({ type, name, instances: [instance] }) => {
      const values = instance?.attributes;
      return { address: `${type}.${name}`, actions: ['no-op'], before: values, after: values, replacePaths: [] };
    });
  }

  private resources(): StateResource[] {
    const state = join(this.directory, 'terraform.tfstate');
    return existsSync(state) ? (JSON.parse(readFileSync(state, 'utf8')) as { resources: StateResource[] }).resources : [];
  }

  /** The attributes of a resource in the state. */
  attributes(address: string): Record<string, unknown> {
    const found = this.resources().find(({ type, name }) => `${type}.${name}` === address)?.instances[0];
    if (found === undefined) throw new Error(`${address} is not in the state`);
    return found.attributes;
  }

  /** Destroys everything in the state; throws when that fails. */
  async destroy(): Promise<void> {
    const { status, output } = await this.terraform('destroy', '-auto-approve', '-input=false');
    if (status !== 0) throw new Error(output);
  }

  /** Ends the provider and removes the folder. */
  async remove(): Promise<void> {
    await this.detach();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

interface PlanMessage {
  type: string;
  diagnostic?: { severity: string; summary: string; detail: string };
}

interface ResourceChange {
  address: string;
  change: { actions: string[]; before: unknown; after: unknown; replace_paths?: unknown[] };
}

/** Whether a plan changes nothing. */
export function isEmpty({ changes }: PlanReport): boolean {
  return changes.every(({ actions }) => actions.every((action) => action === 'no-op' || action === 'read'));
}
