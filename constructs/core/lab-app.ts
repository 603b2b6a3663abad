import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { App } from 'cdktf';
import type { IConstruct } from 'constructs';
import { ConfigError } from './config-error';
import { installFastSynth } from './fast-synth';
import { type PropNames, refuseUnknownProps } from './known-props';
import { Ledger } from './ledger';
import { LockFile } from './lock-file';
import { MeasuredHosts } from './measured-hosts';
import type { LabManifest, StackRecord } from './manifest';
import { isLabId } from './names';
import { nearest } from './nearest';
import { placeProviders } from './provider-placement';
import { type LibvirtProviderChoice, libvirtProviderOf } from './published-provider';

installFastSynth();

/** Props of a `LabApp`. */
export interface LabAppProps {
  /**
   * What every name on a host begins with; two labs on one host need two ids. 1 to 16 lower-case letters, digits and hyphens.
   * @default 'lab'
   */
  readonly id?: string;
  /**
   * The folder of the lock file and of `.labcloud/`.
   * @default - the current folder
   */
  readonly projectDir?: string;
  /**
   * The folder that synth writes to.
   * @default - `CDKTF_OUTDIR`, else `cdktf.out`
   */
  readonly outdir?: string;
  /**
   * Which libvirt provider Terraform uses. The `published` one (`dmacvicar/libvirt`, from the Terraform registry) knows the same names and types,
   * but changes little without a restart or a replacement; what only labcloud's own can do is then an error.
   * @default - `LABCLOUD_LIBVIRT_PROVIDER`, else `labcloud`
   */
  readonly libvirtProvider?: LibvirtProviderChoice;
}

const PROP_NAMES: PropNames<LabAppProps> = { id: true, projectDir: true, outdir: true, libvirtProvider: true };

/**
 * A private cloud: the root of the construct tree.
 *
 * Beside Terraform JSON its `synth` writes `labcloud.json` (what the command line must know), the lock file, and the providers,
 * so that plain `terraform` works in the folder of each stack.
 *
 * @example
 * const app = new LabApp();
 * const stack = new LabStack(app, 'lab');
 * const host = libvirt.Host.local(stack, 'Workstation');
 * app.synth();
 */
export class LabApp extends App {
  /** @throws ConfigError if there is none above `scope` */
  static override of(scope: IConstruct): LabApp {
    return nearest(scope, LabApp, 'LabApp');
  }

  readonly id: string;
  readonly projectDir: string;
  /** Which libvirt provider Terraform uses. */
  readonly libvirtProvider: LibvirtProviderChoice;
  /** Decisions that stay as they are once made. */
  readonly lock: LockFile;
  /** Who has taken which name, port and subnet. */
  readonly ledger = new Ledger();
  /** What `labcloud hosts` found out. */
  readonly measured: MeasuredHosts;
  private readonly records: StackRecord[] = [];

  /** @throws ConfigError if the id cannot be one; Error if the lock file is damaged */
  constructor(props: LabAppProps = {}) {
    super({ outdir: props.outdir });
    refuseUnknownProps(this, props, PROP_NAMES);
    this.id = props.id ?? 'lab';
    if (!isLabId(this.id)) {
      throw new ConfigError(this, `'id' of a LabApp must match [a-z][a-z0-9-]{0,15}, got '${this.id}'`);
    }
    this.libvirtProvider = libvirtProviderOf(this, props.libvirtProvider);
    this.projectDir = resolve(props.projectDir ?? process.cwd());
    this.lock = new LockFile(join(this.projectDir, 'labcloud.lock.json'));
    this.measured = new MeasuredHosts(join(this.projectDir, 'labcloud.hosts.json'));
  }

  /** The stacks in the order in which they were created. */
  get stacks(): readonly StackRecord[] {
    return this.records;
  }

  /** Makes a stack a part of `labcloud.json`; a `LabStack` does so itself. */
  registerStack(stack: StackRecord): void {
    this.records.push(stack);
  }

  /**
   * Checks the whole app and writes it to the output folder. Validations and error annotations cannot be skipped.
   * @throws ConfigError with everything that is wrong
   */
  override synth(): void {
    this.refuseChangedLock();
    this.synthChecked();
    for (const stack of this.stacks) {
      const directory = join(this.outdir, 'stacks', stack.node.id);
      mkdirSync(join(this.projectDir, '.labcloud', 'state'), { recursive: true, mode: 0o700 });
      placeProviders(directory, this.projectDir, this.libvirtProvider);
      this.writeVariables(stack, directory);
    }
    writeFileSync(join(this.outdir, 'labcloud.json'), `${JSON.stringify(this.describe(), null, 2)}\n`);
    if (process.env.CI === undefined) {
      this.lock.write();
    }
  }

  private synthChecked(): void {
    try {
      super.synth();
    } catch (error) {
      const [, problems] = /^(?:.*Validation failed.*|.*Encountered Annotations.*)\n([^]*)/i.exec((error as Error).message) ?? [];
      throw problems === undefined ? error : new ConfigError(this, ownWords(problems));
    }
  }

  private refuseChangedLock(): void {
    if (process.env.CI !== undefined && process.env.LABCLOUD_FROZEN === '1' && this.lock.changed) {
      throw new ConfigError(this, `labcloud.lock.json does not fit this program: run 'npx labcloud synth' and commit the file`);
    }
  }

  private describe(): LabManifest {
    return {
      version: 1,
      lab: this.id,
      stacks: this.stacks.map((stack) => ({
        name: stack.node.id,
        directory: `stacks/${stack.node.id}`,
        state: stack.statePath,
        dependencies: stack.dependencies.map((other) => other.node.id),
        ...stack.facts,
      })),
      budget: this.ledger.budgets.sheet,
    };
  }

  /** What the checks found out about this machine decides between KVM and emulation, without showing up in the JSON. */
  private writeVariables(stack: StackRecord, directory: string): void {
    const file = join(directory, 'labcloud.auto.tfvars.json');
    const facts = join(this.projectDir, '.labcloud', 'host.json');
    if (!existsSync(facts)) {
      rmSync(file, { force: true });
      return;
    }
    const { accelerator } = JSON.parse(readFileSync(facts, 'utf8')) as { accelerator: 'kvm' | 'qemu' };
    writeFileSync(file, `${JSON.stringify(stack.variablesFor(accelerator), null, 2)}\n`);
  }

  /** The path of `file` as seen from the folder of a stack. */
  fromStack(stackId: string, file: string): string {
    return relative(join(resolve(this.outdir), 'stacks', stackId), resolve(this.projectDir, file));
  }
}

/** The problems that cdktf lists, without its advice to ignore them. */
function ownWords(problems: string): string {
  return problems
    .replace(/^ *\[([^\]]*)\] /gm, '$1: ')
    .replace(/\n\s*If you wish to ignore these validations[^]*$/, '')
    .trim();
}
