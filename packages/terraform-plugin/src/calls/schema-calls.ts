import { type Attribute, type Attributes, isComputed, type Nested, type Schema } from '../schema';
import { typeJson, type Type } from '../values/type';
import { type ProviderHandlers } from '../wire/provider-service';
import { type AttributeMessage, type GetProviderSchemaResponse, type ObjectMessage, type SchemaMessage } from '../wire/schema-messages';
import { type Session } from './session';

const NESTING = { single: 1, list: 2, set: 3, map: 4 };

/** A schema in Terraform's form. */
function schemaMessage(schema: Schema): SchemaMessage {
  const version = schema.version ?? 0;
  return { version, block: { version, attributes: attributeMessages(schema.attributes), ...described(schema.description) } };
}

function attributeMessages(attributes: Attributes): AttributeMessage[] {
  return Object.entries(attributes).map(([name, attribute]) => ({
    name,
    ...kindOf(attribute),
    ...flags(attribute),
    ...described(attribute.description),
  }));
}

function kindOf(attribute: Attribute): AttributeMessage {
  return attribute.nested
    ? { nestedType: nestedMessage(attribute.nested) }
    : { type: Buffer.from(JSON.stringify(typeJson(attribute.type as Type))) };
}

function nestedMessage({ mode, attributes }: Nested): ObjectMessage {
  return { nesting: NESTING[mode], attributes: attributeMessages(attributes) };
}

function flags(attribute: Attribute): AttributeMessage {
  const message: AttributeMessage = {};
  if (attribute.required) message.required = true;
  if (attribute.optional || attribute.default !== undefined) message.optional = true;
  if (isComputed(attribute)) message.computed = true;
  if (attribute.sensitive) message.sensitive = true;
  if (attribute.deprecated) message.deprecated = true;
  if (attribute.writeOnly) message.writeOnly = true;
  return message;
}

function described(description: string | undefined): { description?: string } {
  return description === undefined ? {} : { description };
}

function schemaMessages(types: Record<string, { schema: Schema }>): Record<string, SchemaMessage> {
  return Object.fromEntries(Object.entries(types).map(([name, { schema }]) => [name, schemaMessage(schema)]));
}

/** The calls that say what the provider offers; the schema is computed once. */
export function schemaCalls<C>(
  session: Session<C>,
): Pick<ProviderHandlers, 'GetMetadata' | 'GetProviderSchema' | 'GetFunctions' | 'CallFunction'> {
  const { resources, dataSources = {}, schema } = session.provider;
  const serverCapabilities = {
    planDestroy: Object.values(resources).some((resource) => resource.planDestroy !== undefined),
    getProviderSchemaOptional: true,
    moveResourceState: Object.values(resources).some((resource) => resource.move !== undefined),
  };
  let answer: GetProviderSchemaResponse | undefined;
  return {
    GetMetadata: () => ({
      serverCapabilities,
      resources: Object.keys(resources).map((typeName) => ({ typeName })),
      dataSources: Object.keys(dataSources).map((typeName) => ({ typeName })),
    }),
    GetProviderSchema: () =>
      (answer ??= {
        provider: schemaMessage(schema),
        resourceSchemas: schemaMessages(resources),
        dataSourceSchemas: schemaMessages(dataSources),
        serverCapabilities,
      }),
    GetFunctions: () => ({}),
    CallFunction: ({ name = '' }) => ({ error: { text: `This provider has no function "${name}".` } }),
  };
}
