import {
  type DiagnosticsResponse,
  diagnostic,
  serverCapabilities,
  type ServerCapabilitiesMessage,
  typeName,
  type TypeNameMessage,
} from './common-messages';
import { field, Message } from './message';

/** An attribute of a schema. */
export interface AttributeMessage {
  name?: string;
  type?: Uint8Array;
  nestedType?: ObjectMessage;
  description?: string;
  required?: boolean;
  optional?: boolean;
  computed?: boolean;
  sensitive?: boolean;
  descriptionKind?: number;
  deprecated?: boolean;
  writeOnly?: boolean;
}
const attribute: Message<AttributeMessage> = new Message<AttributeMessage>({
  name: field(1, 'string'),
  type: field(2, 'bytes'),
  nestedType: field(10, () => object),
  description: field(3, 'string'),
  required: field(4, 'bool'),
  optional: field(5, 'bool'),
  computed: field(6, 'bool'),
  sensitive: field(7, 'bool'),
  descriptionKind: field(8, 'enum'),
  deprecated: field(9, 'bool'),
  writeOnly: field(11, 'bool'),
});

/** Nested objects; nesting 1 is single, 2 list, 3 set, 4 map. */
export interface ObjectMessage {
  attributes?: AttributeMessage[];
  nesting?: number;
}
const object: Message<ObjectMessage> = new Message<ObjectMessage>({
  attributes: field(1, attribute, 'list'),
  nesting: field(3, 'enum'),
});

/** A schema's block; blocks in blocks are not used. */
export interface BlockMessage {
  version?: number;
  attributes?: AttributeMessage[];
  description?: string;
  descriptionKind?: number;
}
const block = new Message<BlockMessage>({
  version: field(1, 'int64'),
  attributes: field(2, attribute, 'list'),
  description: field(4, 'string'),
  descriptionKind: field(5, 'enum'),
});

/** A schema with its version. */
export interface SchemaMessage {
  version?: number;
  block?: BlockMessage;
}
const schema = new Message<SchemaMessage>({ version: field(1, 'int64'), block: field(2, block) });

/** The answer of GetMetadata. */
export interface GetMetadataResponse extends DiagnosticsResponse {
  serverCapabilities?: ServerCapabilitiesMessage;
  dataSources?: TypeNameMessage[];
  resources?: TypeNameMessage[];
}
/** The table of that message. */
export const getMetadataResponse = new Message<GetMetadataResponse>({
  serverCapabilities: field(1, serverCapabilities),
  diagnostics: field(2, diagnostic, 'list'),
  dataSources: field(3, typeName, 'list'),
  resources: field(4, typeName, 'list'),
});

/** The answer of GetProviderSchema. */
export interface GetProviderSchemaResponse extends DiagnosticsResponse {
  provider?: SchemaMessage;
  resourceSchemas?: Record<string, SchemaMessage>;
  dataSourceSchemas?: Record<string, SchemaMessage>;
  serverCapabilities?: ServerCapabilitiesMessage;
}
/** The table of that message. */
export const getProviderSchemaResponse = new Message<GetProviderSchemaResponse>({
  provider: field(1, schema),
  resourceSchemas: field(2, schema, 'map'),
  dataSourceSchemas: field(3, schema, 'map'),
  diagnostics: field(4, diagnostic, 'list'),
  serverCapabilities: field(6, serverCapabilities),
});
