import { readFileSync } from 'node:fs';
import type { IConstruct } from 'constructs';
import { ConfigError } from './config-error';
import { closest } from './closest';
import { providerFile } from './provider-placement';
import { pathOf, type ResourceJson, type StackJson } from './stack-json';

interface SchemaAttribute {
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly description?: string;
  readonly nested_type?: { readonly attributes: Record<string, SchemaAttribute> };
}

interface ProviderSchema {
  readonly resource_schemas: Record<string, { readonly block: { readonly attributes: Record<string, SchemaAttribute> } }>;
}

const META_ARGUMENTS = new Set(['//', 'depends_on', 'count', 'for_each', 'provider', 'lifecycle', 'provisioner', 'connection', 'dynamic']);

let loaded: ProviderSchema | undefined;

/**
 * Checks every libvirt resource of a stack's JSON against the provider's schema.
 *
 * Terraform itself drops unknown keys of nested objects without a word, so what an escape hatch misspells would do nothing.
 * @throws ConfigError naming the attribute and the closest one that exists
 */
export function checkAgainstSchema(stack: IConstruct, json: StackJson): void {
  for (const [type, instances] of Object.entries(json.resource ?? {})) {
    if (!type.startsWith('libvirt_')) {
      continue;
    }
    const schema = load().resource_schemas[type];
    if (!schema) {
      throw new ConfigError(
        stack,
        `the libvirt provider has no resource '${type}': ${closest(type, Object.keys(load().resource_schemas))}`,
      );
    }
    for (const instance of Object.values(instances)) {
      const problem = check(instance, schema.block.attributes, '', true);
      if (problem !== undefined) {
        throw new ConfigError(stack, `${pathOf(instance) ?? stack.node.path} (${type}) ${problem}`);
      }
    }
  }
}

function check(value: ResourceJson, attributes: Record<string, SchemaAttribute>, path: string, top: boolean): string | undefined {
  for (const key in value) {
    const attribute = attributes[key];
    if (value[key] === undefined) {
      continue;
    }
    if (attribute === undefined) {
      if (top && META_ARGUMENTS.has(key)) {
        continue;
      }
      return `has no attribute '${path}${key}': ${closest(key, Object.keys(attributes))}`;
    }
    if (!attribute.optional && !attribute.required) {
      return `sets '${path}${key}', which only the provider can set: remove it`;
    }
    const nested = attribute.nested_type && checkNested(value[key], attribute.nested_type.attributes, `${path}${key}.`);
    if (nested !== undefined) {
      return nested;
    }
  }
  return undefined;
}

function checkNested(value: unknown, attributes: Record<string, SchemaAttribute>, path: string): string | undefined {
  if (Array.isArray(value)) {
    for (const item of value) {
      const problem = checkNested(item, attributes, path);
      if (problem !== undefined) {
        return problem;
      }
    }
    return undefined;
  }
  return typeof value === 'object' && value !== null ? check(value as ResourceJson, attributes, path, false) : undefined;
}

/** What a stack's libvirt resources set that only labcloud's own provider knows: a line for each attribute. */
export function extensionsIn(json: StackJson): string[] {
  return Object.entries(json.resource ?? {}).flatMap(([type, instances]) => {
    const attributes = load().resource_schemas[type]?.block.attributes;
    return attributes === undefined
      ? []
      : Object.values(instances).flatMap((instance) =>
          extensions(instance, attributes, '').map((name) => `'${name}' of ${type} (${pathOf(instance) ?? 'without a path'})`),
        );
  });
}

function extensions(value: unknown, attributes: Record<string, SchemaAttribute>, path: string): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item) => extensions(item, attributes, path));
  }
  return Object.entries((value ?? {}) as ResourceJson).flatMap(([key, part]) => {
    const attribute = attributes[key];
    if (attribute === undefined || part === undefined) {
      return [];
    }
    return attribute.description?.includes('(extension)')
      ? [`${path}${key}`]
      : attribute.nested_type
        ? extensions(part, attribute.nested_type.attributes, `${path}${key}.`)
        : [];
  });
}

function load(): ProviderSchema {
  if (!loaded) {
    const document = JSON.parse(readFileSync(providerFile('schema.json'), 'utf8')) as { provider_schemas: Record<string, ProviderSchema> };
    loaded = Object.values(document.provider_schemas)[0];
    if (!loaded) {
      throw new Error(`${providerFile('schema.json')} describes no provider: run 'npm run prepare'`);
    }
  }
  return loaded;
}
