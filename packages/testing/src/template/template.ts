import { readFileSync } from 'node:fs';
import { type App, TerraformStack } from 'cdktf';
import type { IConstruct } from 'constructs';
import leven from 'leven';
import { describeValue } from '../match/describe';
import { assertAll, assertCount, assertSome, type Pattern, select } from './assertions';
import { TemplateError } from './template-error';
import { type Candidate, candidatesOf, namedCandidates, propertiesOf } from './candidate';
import { KNOWN_TYPES, type ResourceType, typeName } from './resource-type';
import { type Entry, pathOf, type StackJson } from './stack-json';
import { stacksOf, synthesize } from './synthesize';

/**
 * What a stack becomes in Terraform, to be looked at by a test. Attributes are called as in Terraform (`memory_unit`).
 * Methods that begin with `has` fail with the nearest resource and its differences.
 *
 * @example
 * const template = Template.fromStack(stack);
 * template.hasResourceProperties('libvirt_domain', { name: 'lab-web', memory: 2048 });
 */
export class Template {
  /**
   * The template of a stack, synthesized in memory: validations, error annotations, aspects and references between stacks of its whole app always run.
   * @throws SynthesisError with everything that is wrong, each with its construct path
   */
  static fromStack(stack: TerraformStack): Template {
    if (!TerraformStack.isStack(stack)) {
      throw new TypeError(`Template.fromStack takes a stack, got ${describeValue(stack)}; of an app, say Template.fromApp(app)`);
    }
    return new Template(stack.node.id, synthesize(stack));
  }

  /**
   * The template of one stack of an app.
   * @param name the stack's id; may be left out where there is only one
   * @throws Error if there is no such stack, or several to choose from
   */
  static fromApp(app: App, name?: string): Template {
    const stacks = stacksOf(app);
    const ids = stacks.map(({ node }) => node.id);
    const found = name === undefined ? stacks : stacks.filter(({ node }) => node.id === name);
    const [stack, ...others] = found;
    if (stack === undefined || others.length > 0) {
      throw new Error(
        `Template.fromApp: ${name === undefined ? 'name one of the stacks' : `there is no stack '${name}'`}; the app has ${ids.join(', ') || 'none'}`,
      );
    }
    return Template.fromStack(stack);
  }

  /** The templates of all stacks of an app, by the stack's id. */
  static allOf(app: App): ReadonlyMap<string, Template> {
    return new Map(stacksOf(app).map((stack) => [stack.node.id, Template.fromStack(stack)]));
  }

  /**
   * The template that Terraform JSON is, or a file with it, such as `cdktf.out/stacks/lab/cdk.tf.json`.
   * @throws Error if it is neither
   */
  static fromJson(json: StackJson | string): Template {
    if (typeof json !== 'string') {
      return new Template(nameIn(json), JSON.parse(JSON.stringify(json)) as StackJson);
    }
    const text = json.trimStart().startsWith('{') ? json : readFileSync(json, 'utf8');
    const parsed = JSON.parse(text) as StackJson;
    return new Template(nameIn(parsed), parsed);
  }

  private constructor(
    /** The id of the stack. */
    readonly stackName: string,
    private readonly json: StackJson,
  ) {}

  /** The Terraform JSON; a copy. */
  toJSON(): StackJson {
    return structuredClone(this.json);
  }

  /** There is a resource like this, `lifecycle`, `depends_on`, `provider` and the like included. */
  hasResource(type: ResourceType, pattern: Pattern): void {
    assertSome(this.title, `resource of type ${typeName(type)}`, this.resources(type), pattern, this.unknownType(typeName(type)));
  }

  /** There is a resource with attributes like these. */
  hasResourceProperties(type: ResourceType, properties: Pattern): void {
    assertSome(
      this.title,
      `${typeName(type)} with these properties`,
      this.resources(type).map(propertiesOf),
      properties,
      this.unknownType(typeName(type)),
    );
  }

  /** All resources of the type are like this, and there is one at least. */
  allResources(type: ResourceType, pattern: Pattern): void {
    assertAll(this.title, typeName(type), this.resources(type), pattern, this.unknownType(typeName(type)));
  }

  /** All resources of the type have attributes like these, and there is one at least. */
  allResourcesProperties(type: ResourceType, properties: Pattern): void {
    assertAll(this.title, typeName(type), this.resources(type).map(propertiesOf), properties, this.unknownType(typeName(type)));
  }

  /** There are just so many resources of the type. */
  resourceCountIs(type: ResourceType, count: number): void {
    assertCount(this.title, typeName(type), this.resources(type), count);
  }

  /** There are just so many resources of the type with attributes like these. */
  resourcePropertiesCountIs(type: ResourceType, properties: Pattern, count: number): void {
    const found = select(this.resources(type).map(propertiesOf), properties);
    assertCount(this.title, `${typeName(type)} with these properties`, found, count);
  }

  /** The resources of the type that are like this, by their name in Terraform. */
  findResources(type: ResourceType, pattern: Pattern = {}): Record<string, Entry> {
    return byName(select(this.resources(type), pattern));
  }

  /**
   * The resource that a construct, or the one at a path, became.
   * @throws TemplateError if it is none, or several
   */
  resourceOf(construct: IConstruct | string): Entry {
    const path = typeof construct === 'string' ? construct : construct.node.path;
    const all = Object.keys(this.json.resource ?? {}).flatMap((type) =>
      this.resources(type as ResourceType).map(({ entry }) => ({ type, entry })),
    );
    const found = all.filter(({ entry }) => [path, `${path}/Resource`].includes(pathOf(entry) ?? ''));
    const [first, ...others] = found;
    if (first === undefined || others.length > 0) {
      const paths = all.map(({ type, entry }) => `${pathOf(entry) ?? '(no path)'} (${type})`);
      throw new TemplateError([`There is no resource of ${path}. ${this.title} has:`, ...paths.map((line) => `  ${line}`)].join('\n'));
    }
    return first.entry;
  }

  /** There is a data source like this. */
  hasDataSource(type: string, pattern: Pattern = {}): void {
    assertSome(this.title, `data source of type ${type}`, candidatesOf(this.json.data, type, 'data.'), pattern, '');
  }

  /** The data sources of the type that are like this, by their name in Terraform. */
  findDataSources(type: string, pattern: Pattern = {}): Record<string, Entry> {
    return byName(select(candidatesOf(this.json.data, type, 'data.'), pattern));
  }

  /** There is an output of this name, or `*` for any, like this: `{ value, description, sensitive }`. */
  hasOutput(name: string, pattern: Pattern = {}): void {
    this.assertNamed('output', this.json.output, name, pattern);
  }

  /** The outputs of this name, or `*` for all, that are like this. */
  findOutputs(name: string, pattern: Pattern = {}): Record<string, Entry> {
    return byName(select(this.named('output', this.json.output, name), pattern));
  }

  /** There is a variable of this name, or `*` for any, like this: `{ type, default, sensitive, … }`. */
  hasVariable(name: string, pattern: Pattern = {}): void {
    this.assertNamed('variable', this.json.variable, name, pattern);
  }

  /** The variables of this name, or `*` for all, that are like this. */
  findVariables(name: string, pattern: Pattern = {}): Record<string, Entry> {
    return byName(select(this.named('variable', this.json.variable, name), pattern));
  }

  /** There is a provider of this name, such as `libvirt`, that is configured like this. */
  hasProvider(name: string, pattern: Pattern = {}): void {
    const blocks = [this.json.provider?.[name] ?? []].flat() as readonly Entry[];
    const candidates = blocks.map((entry, index) => ({
      name: String(index),
      title: `provider ${name}.${String(entry['alias'] ?? 'default')}`,
      entry,
    }));
    assertSome(this.title, `provider ${name}`, candidates, pattern, '');
  }

  /** There is a block that tells Terraform that something has moved: `{ from, to }`. */
  hasMovedBlock(pattern: Pattern): void {
    const candidates = (this.json.moved ?? []).map((entry, index) => ({ name: String(index), title: `moved block ${index + 1}`, entry }));
    assertSome(this.title, 'moved block', candidates, pattern, '');
  }

  /** The whole template is like this. */
  templateMatches(pattern: Pattern): void {
    assertSome(this.title, 'template', [{ name: this.stackName, title: this.title, entry: this.json }], pattern, '');
  }

  private get title(): string {
    return `stack ${this.stackName}`;
  }

  private resources(type: ResourceType): Candidate[] {
    return candidatesOf(this.json.resource, typeName(type));
  }

  private named(kind: string, section: Readonly<Record<string, Entry>> | undefined, name: string): Candidate[] {
    const wanted = new Set([
      name,
      idAt(this.json['//']?.outputs, name.split('/')),
      idAt(this.json['//']?.outputs, `${this.stackName}/${name}`.split('/')),
    ]);
    return namedCandidates(section, kind).filter((candidate) => name === '*' || wanted.has(candidate.name));
  }

  private assertNamed(kind: string, section: Readonly<Record<string, Entry>> | undefined, name: string, pattern: Pattern): void {
    const candidates = this.named(kind, section, name);
    const names = Object.keys(section ?? {}).join(', ');
    assertSome(
      this.title,
      name === '*' ? kind : `${kind} '${name}'`,
      candidates,
      pattern,
      names === '' ? `There is no ${kind} at all.` : `There are ${names}.`,
    );
  }

  private unknownType(type: string): string {
    const types = Object.keys(this.json.resource ?? {});
    const close = [...types, ...KNOWN_TYPES].find((known) => known !== type && leven(known, type) <= 3);
    if (types.includes(type)) {
      return '';
    }
    return `It has resources of ${types.join(', ') || 'no type'}.${close === undefined ? '' : ` Did you mean '${close}'?`}`;
  }
}

function byName(candidates: readonly Candidate[]): Record<string, Entry> {
  return Object.fromEntries(candidates.map(({ name, entry }) => [name, entry]));
}

function nameIn(json: StackJson): string {
  const name = json['//']?.metadata?.['stackName'];
  return typeof name === 'string' ? name : 'stack';
}

/** The id that an output at a construct path got. */
function idAt(outputs: unknown, path: readonly string[]): string | undefined {
  const found = path.reduce<unknown>(
    (inner, step) => (typeof inner === 'object' && inner !== null ? (inner as Entry)[step] : undefined),
    outputs,
  );
  return typeof found === 'string' ? found : undefined;
}
