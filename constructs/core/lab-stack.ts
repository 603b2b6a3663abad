import { LocalBackend, type TerraformBackend, TerraformElement, TerraformResource, TerraformStack } from 'cdktf';
import type { Construct, IConstruct, Node } from 'constructs';
import type { Asset } from './asset';
import { elementsOf, fasterLogicalId, fasterToTerraform, hasProblems, isFastSynth } from './fast-synth';
import { ConfigError } from './config-error';
import { LabApp } from './lab-app';
import { noFacts, type StackRecord } from './manifest';
import { nearest } from './nearest';
import { processorUnder } from './processor';
import { speakPublished } from './published-provider';
import { checkAgainstSchema } from './schema-check';
import { shown } from './shown';
import type { StackJson } from './stack-json';

const STACK_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/;

/** The Terraform variables that set an accelerator. */
interface AcceleratorVariables {
  readonly accelerator: string;
  readonly cpuMode: string;
  readonly cpuFeatures: string;
}

/** A part of the cloud that is planned and applied at once, with its state in `.labcloud/state/<id>.tfstate`. */
export class LabStack extends TerraformStack implements StackRecord {
  /** @throws ConfigError if there is none above `scope` */
  static override of(scope: IConstruct): LabStack {
    return nearest(scope, LabStack, 'LabStack');
  }

  /** What `labcloud.json` says about this stack. */
  readonly facts = noFacts();
  /** Terraform's state, relative to the stack's folder. */
  readonly statePath: string;
  private readonly accelerators: AcceleratorVariables[] = [];
  private readonly backend: LocalBackend;

  /** @throws ConfigError unless it is inside a `LabApp` and its id can be the name of a folder */
  constructor(scope: Construct, id: string) {
    super(scope, id);
    if (!STACK_ID.test(id)) {
      throw new ConfigError(this, `the id of a stack, which names a folder, must match ${STACK_ID.source}, got ${shown(id)}`);
    }
    this.statePath = LabApp.of(this).fromStack(id, `.labcloud/state/${id}.tfstate`);
    LabApp.of(this).registerStack(this);
    this.backend = new LocalBackend(this, { path: this.statePath });
    this.node.addValidation({ validate: () => collidingLogicalIds(this) });
  }

  /** Lists something that must exist before Terraform runs, once. */
  addAsset(asset: Asset): void {
    if (!this.facts.assets.some(({ id }) => id === asset.id)) {
      this.facts.assets.push(asset);
    }
  }

  /** Lets the facts about this machine set these variables. */
  registerAccelerator(variables: AcceleratorVariables): void {
    this.accelerators.push(variables);
  }

  /** The values of the registered variables for an accelerator. */
  variablesFor(accelerator: 'kvm' | 'qemu'): Record<string, unknown> {
    const { mode, features = null } = processorUnder(accelerator);
    return Object.fromEntries(
      this.accelerators.flatMap((variables) => [
        [variables.accelerator, accelerator],
        [variables.cpuMode, mode],
        [variables.cpuFeatures, features],
      ]),
    );
  }

  /**
   * Has another stack applied before this one.
   * @throws ConfigError if that one depends on this one
   */
  override addDependency(dependency: TerraformStack): void {
    if (dependency.dependsOn(this)) {
      throw new ConfigError(this, `cannot depend on ${dependency.node.path}, which depends on it: take one of the two away`);
    }
    super.addDependency(dependency);
  }

  /** Finds references between stacks; a stack that is alone cannot have any. */
  override prepareStack(): void {
    if (isFastSynth() && LabApp.of(this).stacks.length === 1) {
      this.ensureBackendExists();
      return;
    }
    super.prepareStack();
  }

  /** Searches no further than the constructor: there is one. */
  override ensureBackendExists(): TerraformBackend {
    return this.backend;
  }

  /** cdktf's own collects the answers of thousands of constructs that have nothing to say in ever new lists. */
  override runAllValidations(): void {
    if (!isFastSynth() || hasProblems(this.node)) {
      super.runAllValidations();
    }
  }

  /** The stack in Terraform's JSON, for the provider that the app chose. */
  override toTerraform(): ReturnType<TerraformStack['toTerraform']> {
    const json = isFastSynth() ? fasterToTerraform(this, () => super.toTerraform()) : (super.toTerraform() as unknown);
    checkAgainstSchema(this, json as StackJson);
    if (LabApp.of(this).libvirtProvider === 'published') {
      speakPublished(this, json as StackJson);
    }
    return json;
  }

  protected override allocateLogicalId(element: TerraformElement | Node): string {
    const construct = isFastSynth() && TerraformElement.isTerraformElement(element) ? fasterLogicalId(this, element) : undefined;
    return construct ?? super.allocateLogicalId(element);
  }
}

/** Two elements of one type and logical id would silently become one in the JSON. */
function collidingLogicalIds(stack: LabStack): string[] {
  const paths = new Map<string, string>();
  const problems: string[] = [];
  for (const element of elementsOf(stack)) {
    const kind = TerraformResource.isTerraformResource(element) ? element.terraformResourceType : element.constructor.name;
    const key = `${kind} '${element.friendlyUniqueId}'`;
    const other = paths.get(key);
    if (other === undefined) {
      paths.set(key, element.node.path);
    } else {
      problems.push(`${element.node.path} and ${other} both become ${key} in Terraform: rename one of them`);
    }
  }
  return problems;
}
