import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LabApp, LabStack } from '../../../constructs';
import type { ResidentProvider } from '../../../packages/cli/src/terraform/resident-provider';
import { startProvider } from '../../support/start-provider';

const run = promisify(execFile);
// Terraform's own configuration of a user may keep it from finding the provider.
const ENVIRONMENT = { ...process.env, CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1', TF_CLI_CONFIG_FILE: '/dev/null' };

/** An app that is written in a test and applied by plain Terraform, again and again in the same folder. */
export class StackRun {
  readonly directory = mkdtempSync(join(tmpdir(), 'labcloud-networks-'));
  private provider: Promise<ResidentProvider> | undefined;

  /** @param id of the app, with which all of its objects begin */
  constructor(readonly id: string) {}

  private get stack(): string {
    return join(this.directory, 'cdktf.out/stacks/lab');
  }

  /** Synthesizes the app anew. */
  synth<T>(build: (stack: LabStack) => T): T {
    const app = new LabApp({ id: this.id, projectDir: this.directory, outdir: join(this.directory, 'cdktf.out') });
    const built = build(new LabStack(app, 'lab'));
    app.synth();
    return built;
  }

  /** Synthesizes and applies. */
  async apply<T>(build: (stack: LabStack) => T): Promise<T> {
    const built = this.synth(build);
    await this.terraform('init', '-input=false');
    await this.terraform('apply', '-auto-approve', '-input=false', '-no-color');
    return built;
  }

  /** The actions of a plan by resource, without those that do nothing. */
  async plan(): Promise<Record<string, string>> {
    if (await this.isEmpty()) return {};
    const { resource_changes: changes = [] } = JSON.parse(await this.terraform('show', '-json', 'plan')) as {
      resource_changes?: { address: string; change: { actions: string[] } }[];
    };
    const busy = changes.filter(({ change }) => !change.actions.every((action) => action === 'no-op' || action === 'read'));
    return Object.fromEntries(busy.map(({ address, change }) => [address, change.actions.join(' ')]));
  }

  private async isEmpty(): Promise<boolean> {
    const text = await this.terraform('plan', '-input=false', '-no-color', '-out=plan');
    return text.includes('No changes.');
  }

  async destroy(): Promise<void> {
    await this.terraform('destroy', '-auto-approve', '-input=false', '-no-color');
  }

  async remove(): Promise<void> {
    await (await this.provider)?.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }

  private async terraform(...args: string[]): Promise<string> {
    this.provider ??= startProvider(this.stack);
    const env = { ...ENVIRONMENT, TF_REATTACH_PROVIDERS: (await this.provider).attachment };
    try {
      const { stdout } = await run('terraform', args, { cwd: this.stack, env, maxBuffer: 64 * 1024 * 1024 });
      return stdout;
    } catch (error) {
      const { stdout, stderr } = error as { stdout?: string; stderr?: string };
      throw new Error(`terraform ${args.join(' ')}\n${stdout ?? ''}\n${stderr ?? ''}`, { cause: error });
    }
  }
}
