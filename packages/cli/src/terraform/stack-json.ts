import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A resource of a stack, with references to names of others put in. */
export interface StackResource {
  /** As Terraform writes it, e.g. `libvirt_volume.Data_4F2A`. */
  readonly address: string;
  readonly type: string;
  /** The provider's configuration for it. */
  readonly provider: Readonly<Record<string, unknown>>;
  readonly values: Readonly<Record<string, unknown>>;
}

interface Json {
  readonly provider?: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
  readonly variable?: Readonly<Record<string, { readonly default?: unknown }>>;
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
}

const VARIABLE = /^\$\{var\.(\w+)\}$/;
const REFERENCE = /^\$\{(\w+)\.([\w-]+)\.(\w+)\}$/;

/** Reads the resources of a stack from its Terraform JSON. What is known only after apply stays as the reference that it is. */
export function readStackResources(directory: string): StackResource[] {
  const json = JSON.parse(readFileSync(join(directory, 'cdk.tf.json'), 'utf8')) as Json;
  const variables = readVariables(directory, json);
  const resolve = (value: unknown): unknown => {
    if (typeof value === 'string') {
      const [, variable = ''] = VARIABLE.exec(value) ?? [];
      if (variables.has(variable)) {
        return variables.get(variable);
      }
      const [, type = '', name = '', attribute = ''] = REFERENCE.exec(value) ?? [];
      const found = json.resource?.[type]?.[name]?.[attribute];
      return typeof found === 'string' ? resolve(found) : value;
    }
    if (Array.isArray(value)) {
      return value.map(resolve);
    }
    return typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, part]) => [key, resolve(part)]))
      : value;
  };
  return Object.entries(json.resource ?? {}).flatMap(([type, resources]) =>
    Object.entries(resources).map(([name, values]) => ({
      address: `${type}.${name}`,
      type,
      provider: providerOf(json, String(values['provider'])),
      values: resolve(values) as Record<string, unknown>,
    })),
  );
}

/** The values of variables that are not secret: their defaults, and what synth knows of this machine. */
function readVariables(directory: string, { variable = {} }: Json): ReadonlyMap<string, unknown> {
  const file = join(directory, 'labcloud.auto.tfvars.json');
  const given = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>) : {};
  const defaults = Object.entries(variable).flatMap(([name, { default: value }]) => (value === undefined ? [] : [[name, value] as const]));
  return new Map([...defaults, ...Object.entries(given)]);
}

function providerOf(json: Json, reference: string): Readonly<Record<string, unknown>> {
  const [name = '', alias] = reference.split('.');
  return json.provider?.[name]?.find((provider) => provider['alias'] === alias) ?? {};
}
