import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { removeDockerOrphans } from '../../../packages/cli/src/lab/docker-orphans';
import { type Manifest, readManifest } from '../../../packages/cli/src/project/manifest';
import { mendStates } from '../../../packages/cli/src/project/mend-states';
import { Project } from '../../../packages/cli/src/project/project';
import { retentionIn } from '../../../packages/cli/src/project/retained';
import { smallGuest } from '../../support/small-guest';
import { idleProgram } from './idle-program';
import { type Machine } from './machine';
import { TerraformRun } from './terraform-run';

const ROOT = process.cwd();
const MIB = 1 << 20;
/** Prints how to repair what the check finds for some networks. */
const LOOK = `
const { leftovers } = require(process.argv[1]);
const wants = { networks: JSON.parse(process.argv[2]), libvirtUri: 'qemu:///system' };
leftovers.probe({ wants, signal: new AbortController().signal }).then(({ ok, fix }) => process.stdout.write(ok ? '' : fix));
`;

/** What a lab is of: libvirt's objects alone, or containers too. */
export type Kind = 'plain' | 'docker';
/** Which of its two programs it has. */
export type Form = 'first' | 'second';
/** What a command does to it: bring it up, change it to its other form, destroy it, destroy it with its data. */
export type Work = { readonly form: Form } | { readonly destroy: 'all' | 'but-data' };

interface Change {
  readonly address: string;
  readonly change: {
    readonly actions: readonly string[];
    readonly before: Readonly<Record<string, unknown>> | null;
    readonly after: Readonly<Record<string, unknown>> | null;
  };
}

/** A lab on a machine: a project whose program was synthesized once in both forms. */
export class Lab {
  readonly id = 'faults';
  readonly project: Project;
  readonly stack: string;
  readonly poolFolder: string;
  private readonly programs = new Map<Form, string>();

  constructor(
    readonly machine: Machine,
    readonly kind: Kind,
  ) {
    const directory = machine.folder(kind);
    this.project = new Project(directory);
    this.stack = join(directory, 'cdktf.out/stacks/lab');
    this.poolFolder = join(machine.poolDisk, kind);
    writeFileSync(join(directory, 'cdktf.json'), '{"app":"true"}');
    writeFileSync(join(directory, 'system.img'), Buffer.concat([smallGuest(), randomBytes(4 * MIB), Buffer.alloc(8 * MIB)]));
    const choices = join(ROOT, '.labcloud/choices.json');
    if (existsSync(choices)) cpSync(choices, this.project.choicesFile);
    // Its first form is the last to be synthesized, and so what the manifest tells of.
    for (const form of ['second', 'first'] as const) {
      const program = ['-r', join(ROOT, 'scripts/register.cjs'), join(ROOT, '__tests__/soak/faults/program.ts')];
      execFileSync(process.execPath, [...program, this.id, this.poolFolder, kind, form], { cwd: directory, stdio: 'inherit' });
      this.programs.set(form, readFileSync(this.programFile, 'utf8'));
    }
    this.makeImage();
    buildSync({
      absWorkingDir: ROOT,
      entryPoints: ['packages/cli/src/host/checks/leftovers.ts'],
      outfile: join(machine.folder('tools'), 'leftovers.js'),
      bundle: true,
      platform: 'node',
    });
  }

  /** Initializes its folder; once. */
  async init(): Promise<void> {
    const { status, errors } = await new TerraformRun(this.machine.host, this.stack, ['init']).done;
    if (status !== 0) throw new Error(errors.join('\n'));
  }

  get manifest(): Manifest {
    const manifest = readManifest(this.project);
    if (manifest === undefined) throw new Error('the lab has not been synthesized');
    return manifest;
  }

  /** The state's file. */
  get state(): string {
    const [stack] = this.manifest.stacks;
    return resolve(this.stack, stack?.state ?? '');
  }

  /** The file of the volume that is retained. */
  get media(): string {
    return join(this.poolFolder, 'faults-pool-media.raw');
  }

  /** Starts a command that does some work, as labcloud does it; undefined when there is nothing to do. */
  start(work: Work): TerraformRun | undefined {
    const command = this.prepare(work);
    return command && this.run(['apply', '-auto-approve', ...command.args], command.environment);
  }

  /** Plans some work, and gives what applies the plan; undefined when there is nothing to do. */
  async plan(work: Work): Promise<(() => TerraformRun) | undefined> {
    const command = this.prepare(work);
    if (command === undefined) return undefined;
    const { status, errors } = await this.run(['plan', '-out=planned', ...command.args], command.environment).done;
    if (status !== 0) throw new Error(`planning failed: ${errors.join('\n')}`);
    return () => this.run(['apply', 'planned'], command.environment);
  }

  /** Does some work in peace; throws when it fails. */
  async complete(work: Work): Promise<void> {
    await this.tidy();
    const outcome = await this.start(work)?.done;
    if (outcome !== undefined && outcome.status !== 0)
      throw new Error(`it failed with status ${String(outcome.status)}: ${outcome.errors.join('\n')}`);
  }

  /** What a plan finds to do, or why there is none; undefined when there is nothing to do. */
  async remaining(): Promise<string | undefined> {
    const { status, errors } = await this.run(['plan', '-detailed-exitcode', '-out=remaining']).done;
    if (status === 0) return undefined;
    if (status !== 2) return errors.join('\n');
    const plan = this.machine.host.run('sh', '-c', 'cd "$0" && terraform show -json remaining', this.stack);
    const { resource_changes: changes = [] } = JSON.parse(plan) as { resource_changes?: Change[] };
    return changes
      .filter(({ change: { actions } }) => actions.join() !== 'no-op')
      .map(({ address, change: { actions, before, after } }) => {
        const names = Object.keys({ ...before, ...after }).filter(
          (name) => JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]),
        );
        const changed = names.map((name) => `${name}: ${JSON.stringify(before?.[name])} → ${JSON.stringify(after?.[name])}`);
        return `${actions.join(' and ')} ${address}${before && after ? ` (${changed.join('; ')})` : ''}`;
      })
      .join('\n');
  }

  /**
   * What labcloud does before it calls Terraform: a state that was cut gives way to the one before, what a daemon left that was killed
   * goes, and containers that no state knows.
   */
  async tidy(): Promise<void> {
    await mendStates(this.project);
    await this.removeLeftovers();
    const { dockerSocket } = this.machine;
    if (this.kind !== 'docker' || dockerSocket === undefined) return;
    const stacks = this.manifest.stacks.map((stack) => ({
      ...stack,
      engines: stack.engines.map((engine) => ({ ...engine, host: `unix://${dockerSocket}` })),
    }));
    await removeDockerOrphans(this.project, { ...this.manifest, stacks });
  }

  /** Lets the host check put right what it finds, on the lab's machine. */
  private async removeLeftovers(): Promise<void> {
    const { host } = this.machine;
    const wanted = JSON.stringify(this.manifest.stacks.flatMap(({ networks }) => networks));
    const fix = host.run(process.execPath, '-e', LOOK, join(this.machine.folder('tools'), 'leftovers.js'), wanted);
    if (fix !== '') host.run('sh', '-c', fix);
  }

  private get programFile(): string {
    return join(this.stack, 'cdk.tf.json');
  }

  private run(args: readonly string[], environment?: NodeJS.ProcessEnv): TerraformRun {
    return new TerraformRun(this.machine.host, this.stack, args, environment);
  }

  private prepare(work: Work): { args: string[]; environment?: NodeJS.ProcessEnv } | undefined {
    if ('form' in work) {
      writeFileSync(this.programFile, this.programs.get(work.form) ?? '');
      return { args: [] };
    }
    const { volumes, others } = retentionIn(this.state);
    if (work.destroy === 'but-data' && volumes.length > 0) {
      return others.length === 0 ? undefined : { args: ['-destroy', ...others.map((address) => `-target=${address}`)] };
    }
    const wipe = work.destroy === 'all' ? volumes.map(({ pool, name }) => `${pool}/${name}`).join(' ') : '';
    return { args: ['-destroy'], environment: { LABCLOUD_WIPE: wipe } };
  }

  /** A container image of one file, where labcloud would put it. */
  private makeImage(): void {
    for (const asset of this.manifest.stacks.flatMap(({ assets }) => assets)) {
      if (asset.kind !== 'container-image') continue;
      const folder = join(this.stack, asset.directory);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY idle /idle\nCMD ["/idle"]\n');
      writeFileSync(join(folder, 'idle'), idleProgram());
      chmodSync(join(folder, 'idle'), 0o755);
    }
  }
}
