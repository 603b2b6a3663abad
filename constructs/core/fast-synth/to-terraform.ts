import { DefaultTokenResolver, StringConcat, TerraformElement, TerraformOutput, TerraformStack, Tokenization } from 'cdktf';
import { deepMerge } from 'cdktf/lib/util';
import type { IConstruct } from 'constructs';
import { isPlain } from './resolve';

type Json = Record<string, unknown>;
/** The private parts of a stack that its JSON is made from. */
interface StackParts {
  readonly rawOverrides: Json;
  readonly cdktfVersion: string;
}

const resolver = new DefaultTokenResolver(new StringConcat());

/**
 * The JSON of a stack as `TerraformStack.toTerraform` makes it, without copying every resource twice more.
 * @param stock makes it the usual way, which is left to it when the stack has overrides that may hold tokens
 */
export function fasterToTerraform(stack: TerraformStack, stock: () => unknown): unknown {
  const { rawOverrides, cdktfVersion } = stack as unknown as StackParts;
  if (!isPlain(rawOverrides)) {
    return stock();
  }
  const resolve = (value: unknown): Json => Tokenization.resolve(value, { scope: stack, resolver, preparing: false }) as Json;
  const metadata: Json = { version: cdktfVersion, stackName: stack.node.id, backend: 'local' };
  if (Object.keys(rawOverrides).length > 0) {
    metadata.overrides = { stack: Object.keys(rawOverrides) };
  }
  const outputs: Json = {};
  const json: Json = { '//': { metadata, outputs } };
  for (const element of elementsOf(stack)) {
    const described = element.toMetadata() as Json;
    if (Object.values(described).some((value) => value !== undefined)) {
      deepMerge(metadata, resolve(described));
    }
    if (TerraformOutput.isTerraformOutput(element)) {
      deepMerge(outputs, nestedOutput(element.node.path.split('/'), element.friendlyUniqueId));
    }
    const fragment = element.toTerraform() as Json;
    if (!adoptResource(json, fragment)) {
      deepMerge(json, resolve(fragment));
    }
  }
  return deepMerge(json, rawOverrides);
}

/**
 * Takes a resource without tokens as it is, since it was made for this call. Whatever else there is has to be resolved and merged:
 * in a merge, a key without a value deletes.
 */
function adoptResource(json: Json, fragment: Json): boolean {
  const [key, ...others] = Object.keys(fragment).filter((name) => fragment[name] !== undefined);
  const [[type, instances] = [], ...otherTypes] = Object.entries((fragment.resource ?? {}) as Record<string, Json>);
  const [name, ...otherNames] = Object.keys(instances ?? {});
  const isOne = key === 'resource' && others.length + otherTypes.length + otherNames.length === 0;
  if (!isOne || type === undefined || name === undefined || instances === undefined || !isPlain(instances)) {
    return false;
  }
  const known = (((json.resource ??= {}) as Record<string, Json>)[type] ??= {}) as Json;
  if (name in known) {
    return false;
  }
  known[name] = instances[name];
  return true;
}

function nestedOutput(path: readonly string[], id: string): Json {
  return path.reduceRight<Json>((inner, part) => ({ [part]: Object.keys(inner).length === 0 ? id : inner }), {});
}

/** What becomes Terraform JSON below a stack, without what belongs to a stack within it. */
export function elementsOf(construct: IConstruct, found: TerraformElement[] = []): TerraformElement[] {
  if (TerraformElement.isTerraformElement(construct)) {
    found.push(construct);
  }
  for (const child of construct.node.children) {
    if (!TerraformStack.isStack(child)) {
      elementsOf(child, found);
    }
  }
  return found;
}
