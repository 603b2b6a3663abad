import { field, Message } from './message';

/** A value of a type that only the schema tells. */
export interface DynamicValueMessage {
  msgpack?: Uint8Array;
  json?: Uint8Array;
}
/** The table of that message. */
export const dynamicValue = new Message<DynamicValueMessage>({ msgpack: field(1, 'bytes'), json: field(2, 'bytes') });

/** A step of a path: one of the three. */
export interface PathStepMessage {
  attributeName?: string;
  elementKeyString?: string;
  elementKeyInt?: number;
}
const pathStep = new Message<PathStepMessage>({
  attributeName: field(1, 'string'),
  elementKeyString: field(2, 'string'),
  elementKeyInt: field(3, 'int64'),
});

/** A path to an attribute. */
export interface AttributePathMessage {
  steps?: PathStepMessage[];
}
/** The table of that message. */
export const attributePath = new Message<AttributePathMessage>({ steps: field(1, pathStep, 'list') });

/** A message to the user; severity 1 is an error, 2 a warning. */
export interface DiagnosticMessage {
  severity?: number;
  summary?: string;
  detail?: string;
  attribute?: AttributePathMessage;
}
/** The table of that message. */
export const diagnostic = new Message<DiagnosticMessage>({
  severity: field(1, 'enum'),
  summary: field(2, 'string'),
  detail: field(3, 'string'),
  attribute: field(4, attributePath),
});

/** A stored state: JSON, or the flat map of Terraform before 0.12. */
export interface RawStateMessage {
  json?: Uint8Array;
  flatmap?: Record<string, string>;
}
/** The table of that message. */
export const rawState = new Message<RawStateMessage>({ json: field(1, 'bytes'), flatmap: field(2, 'string', 'map') });

/** What the provider can do beyond the minimum. */
export interface ServerCapabilitiesMessage {
  planDestroy?: boolean;
  getProviderSchemaOptional?: boolean;
  moveResourceState?: boolean;
}
/** The table of that message. */
export const serverCapabilities = new Message<ServerCapabilitiesMessage>({
  planDestroy: field(1, 'bool'),
  getProviderSchemaOptional: field(2, 'bool'),
  moveResourceState: field(3, 'bool'),
});

/** What Terraform can do beyond the minimum. */
export interface ClientCapabilitiesMessage {
  deferralAllowed?: boolean;
  writeOnlyAttributesAllowed?: boolean;
}
/** The table of that message. */
export const clientCapabilities = new Message<ClientCapabilitiesMessage>({
  deferralAllowed: field(1, 'bool'),
  writeOnlyAttributesAllowed: field(2, 'bool'),
});

/** The name of a type. */
export interface TypeNameMessage {
  typeName?: string;
}
/** The table of that message. */
export const typeName = new Message<TypeNameMessage>({ typeName: field(1, 'string') });

/** Requests that hold nothing. */
export type EmptyMessage = Record<string, never>;
/** The table of that message. */
export const empty = new Message<EmptyMessage>({});

/** Answers that hold only diagnostics. */
export interface DiagnosticsResponse {
  diagnostics?: DiagnosticMessage[];
}
/** The table of that message. */
export const diagnostics1 = new Message<DiagnosticsResponse>({ diagnostics: field(1, diagnostic, 'list') });
/** The table of that message. */
export const diagnostics2 = new Message<DiagnosticsResponse>({ diagnostics: field(2, diagnostic, 'list') });
