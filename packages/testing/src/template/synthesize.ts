import { AnnotationMetadataEntryType, Aspects, type IAspect, TerraformStack } from 'cdktf';
import type { IConstruct } from 'constructs';
import { SynthesisError } from './synthesis-error';
import type { StackJson } from './stack-json';

/** Aspects that have visited a construct: a second template of the same app must not let them visit it again. */
const visited = new WeakMap<IConstruct, Set<IAspect>>();

/** The stacks of the app that a construct is in. */
export function stacksOf(construct: IConstruct): TerraformStack[] {
  return construct.node.root.node.findAll().filter((found): found is TerraformStack => TerraformStack.isStack(found));
}

/**
 * The Terraform JSON of one stack, made as `app.synth()` makes it, but in memory: aspects, references between stacks, validations and error
 * annotations of the whole app always run.
 * @throws SynthesisError with everything that is wrong
 */
export function synthesize(stack: TerraformStack): StackJson {
  const stacks = stacksOf(stack);
  stacks.forEach((one) => {
    one.prepareStack();
  });
  stacks.forEach((one) => {
    visit(one, []);
  });
  const problems = stack.node.root.node.findAll().flatMap(problemsOf);
  if (problems.length > 0) {
    throw new SynthesisError(problems);
  }
  return JSON.parse(JSON.stringify(stack.toTerraform())) as StackJson;
}

function visit(construct: IConstruct, inherited: readonly IAspect[]): void {
  const aspects = [...inherited, ...Aspects.of(construct).all];
  const done = visited.get(construct) ?? new Set();
  visited.set(construct, done);
  for (const aspect of aspects.filter((candidate) => !done.has(candidate))) {
    done.add(aspect);
    aspect.visit(construct);
  }
  construct.node.children.forEach((child) => {
    visit(child, aspects);
  });
}

function problemsOf(construct: IConstruct): string[] {
  const annotations = construct.node.metadata.filter(({ type }) => type === (AnnotationMetadataEntryType.ERROR as string));
  const problems = [...construct.node.validate(), ...annotations.map(({ data }) => String(data))];
  const { path } = construct.node;
  return problems.map((problem) => (path === '' || problem.startsWith(path) ? problem : `${path}: ${problem}`));
}
