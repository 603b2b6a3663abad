import { type Provider } from './provider';
import { type Attribute, type Attributes, isComputed, type Schema } from './schema';
import { typeJson, type Type } from './values/type';

/** A schema as `terraform providers schema -json` prints it. */
export interface SchemaJson {
  version: number;
  block: { attributes: Record<string, object>; description?: string; description_kind: 'plain' };
}

/** What `terraform providers schema -json` prints for one provider. */
export interface ProviderSchemaJson {
  format_version: string;
  provider_schemas: Record<
    string,
    { provider: SchemaJson; resource_schemas: Record<string, SchemaJson>; data_source_schemas: Record<string, SchemaJson> }
  >;
}

/** The provider's schema as `terraform providers schema -json` would print it, for generators of bindings. `source` is the address (`labcloud.local/labcloud/libvirt`). */
export function schemaJson<C>(provider: Provider<C>, source: string): ProviderSchemaJson {
  const schemas = (types: Record<string, { schema: Schema }>): Record<string, SchemaJson> =>
    Object.fromEntries(Object.entries(types).map(([name, { schema }]) => [name, one(schema)]));
  return {
    format_version: '1.0',
    provider_schemas: {
      [source]: {
        provider: one(provider.schema),
        resource_schemas: schemas(provider.resources),
        data_source_schemas: schemas(provider.dataSources ?? {}),
      },
    },
  };
}

function one({ version = 0, attributes, description }: Schema): SchemaJson {
  return { version, block: { attributes: attributesJson(attributes), ...(description && { description }), description_kind: 'plain' } };
}

function attributesJson(attributes: Attributes): Record<string, object> {
  return Object.fromEntries(Object.entries(attributes).map(([name, attribute]) => [name, attributeJson(attribute)]));
}

function attributeJson(attribute: Attribute): object {
  const { nested, description, required, sensitive, deprecated, writeOnly } = attribute;
  return {
    ...(nested
      ? { nested_type: { attributes: attributesJson(nested.attributes), nesting_mode: nested.mode } }
      : { type: typeJson(attribute.type as Type) }),
    ...(description && { description }),
    description_kind: 'plain',
    ...(deprecated && { deprecated }),
    ...(required && { required }),
    ...((attribute.optional || attribute.default !== undefined) && { optional: true }),
    ...(isComputed(attribute) && { computed: true }),
    ...(sensitive && { sensitive }),
    ...(writeOnly && { write_only: writeOnly }),
  };
}
