import {
  attributePath,
  type AttributePathMessage,
  clientCapabilities,
  type ClientCapabilitiesMessage,
  diagnostic,
  type DiagnosticsResponse,
  dynamicValue,
  type DynamicValueMessage,
  rawState,
  type RawStateMessage,
  type TypeNameMessage,
} from './common-messages';
import { field, Message } from './message';

/** The request of ValidateProviderConfig and ConfigureProvider. */
export interface ProviderConfigRequest {
  config?: DynamicValueMessage;
}
/** The table of that message. */
export const validateProviderConfigRequest = new Message<ProviderConfigRequest>({ config: field(1, dynamicValue) });
/** The table of that message. */
export const configureProviderRequest = new Message<ProviderConfigRequest>({ config: field(2, dynamicValue) });

/** The request of the calls that bring a configuration: the validations and ReadDataSource. */
export interface ConfigRequest extends TypeNameMessage {
  config?: DynamicValueMessage;
  clientCapabilities?: ClientCapabilitiesMessage;
}
/** The table of that message. */
export const validateConfigRequest = new Message<ConfigRequest>({
  typeName: field(1, 'string'),
  config: field(2, dynamicValue),
  clientCapabilities: field(3, clientCapabilities),
});

/** The request of UpgradeResourceState. */
export interface UpgradeResourceStateRequest extends TypeNameMessage {
  version?: number;
  rawState?: RawStateMessage;
}
/** The table of that message. */
export const upgradeResourceStateRequest = new Message<UpgradeResourceStateRequest>({
  typeName: field(1, 'string'),
  version: field(2, 'int64'),
  rawState: field(3, rawState),
});

/** The answer of UpgradeResourceState. */
export interface UpgradeResourceStateResponse extends DiagnosticsResponse {
  upgradedState?: DynamicValueMessage;
}
/** The table of that message. */
export const upgradeResourceStateResponse = new Message<UpgradeResourceStateResponse>({
  upgradedState: field(1, dynamicValue),
  diagnostics: field(2, diagnostic, 'list'),
});

/** The request of ReadResource. */
export interface ReadResourceRequest extends TypeNameMessage {
  currentState?: DynamicValueMessage;
  private?: Uint8Array;
}
/** The table of that message. */
export const readResourceRequest = new Message<ReadResourceRequest>({
  typeName: field(1, 'string'),
  currentState: field(2, dynamicValue),
  private: field(3, 'bytes'),
});

/** The answer of ReadResource. */
export interface ReadResourceResponse extends DiagnosticsResponse {
  newState?: DynamicValueMessage;
  private?: Uint8Array;
}
/** The table of that message. */
export const readResourceResponse = new Message<ReadResourceResponse>({
  newState: field(1, dynamicValue),
  diagnostics: field(2, diagnostic, 'list'),
  private: field(3, 'bytes'),
});

/** The request of PlanResourceChange. */
export interface PlanResourceChangeRequest extends TypeNameMessage {
  priorState?: DynamicValueMessage;
  proposedNewState?: DynamicValueMessage;
  config?: DynamicValueMessage;
  priorPrivate?: Uint8Array;
}
/** The table of that message. */
export const planResourceChangeRequest = new Message<PlanResourceChangeRequest>({
  typeName: field(1, 'string'),
  priorState: field(2, dynamicValue),
  proposedNewState: field(3, dynamicValue),
  config: field(4, dynamicValue),
  priorPrivate: field(5, 'bytes'),
});

/** The answer of PlanResourceChange. */
export interface PlanResourceChangeResponse extends DiagnosticsResponse {
  plannedState?: DynamicValueMessage;
  requiresReplace?: AttributePathMessage[];
  plannedPrivate?: Uint8Array;
}
/** The table of that message. */
export const planResourceChangeResponse = new Message<PlanResourceChangeResponse>({
  plannedState: field(1, dynamicValue),
  requiresReplace: field(2, attributePath, 'list'),
  plannedPrivate: field(3, 'bytes'),
  diagnostics: field(4, diagnostic, 'list'),
});

/** The request of ApplyResourceChange. */
export interface ApplyResourceChangeRequest extends TypeNameMessage {
  priorState?: DynamicValueMessage;
  plannedState?: DynamicValueMessage;
  config?: DynamicValueMessage;
  plannedPrivate?: Uint8Array;
}
/** The table of that message. */
export const applyResourceChangeRequest = new Message<ApplyResourceChangeRequest>({
  typeName: field(1, 'string'),
  priorState: field(2, dynamicValue),
  plannedState: field(3, dynamicValue),
  config: field(4, dynamicValue),
  plannedPrivate: field(5, 'bytes'),
});

/** The answer of ApplyResourceChange. */
export interface ApplyResourceChangeResponse extends DiagnosticsResponse {
  newState?: DynamicValueMessage;
  private?: Uint8Array;
}
/** The table of that message. */
export const applyResourceChangeResponse = new Message<ApplyResourceChangeResponse>({
  newState: field(1, dynamicValue),
  private: field(2, 'bytes'),
  diagnostics: field(3, diagnostic, 'list'),
});

/** The request of ImportResourceState. */
export interface ImportResourceStateRequest extends TypeNameMessage {
  id?: string;
}
/** The table of that message. */
export const importResourceStateRequest = new Message<ImportResourceStateRequest>({ typeName: field(1, 'string'), id: field(2, 'string') });

/** One resource that an import found. */
export interface ImportedResourceMessage extends TypeNameMessage {
  state?: DynamicValueMessage;
  private?: Uint8Array;
}
const importedResource = new Message<ImportedResourceMessage>({
  typeName: field(1, 'string'),
  state: field(2, dynamicValue),
  private: field(3, 'bytes'),
});

/** The answer of ImportResourceState. */
export interface ImportResourceStateResponse extends DiagnosticsResponse {
  importedResources?: ImportedResourceMessage[];
}
/** The table of that message. */
export const importResourceStateResponse = new Message<ImportResourceStateResponse>({
  importedResources: field(1, importedResource, 'list'),
  diagnostics: field(2, diagnostic, 'list'),
});

/** The request of MoveResourceState. */
export interface MoveResourceStateRequest {
  sourceProviderAddress?: string;
  sourceTypeName?: string;
  sourceSchemaVersion?: number;
  sourceState?: RawStateMessage;
  targetTypeName?: string;
  sourcePrivate?: Uint8Array;
}
/** The table of that message. */
export const moveResourceStateRequest = new Message<MoveResourceStateRequest>({
  sourceProviderAddress: field(1, 'string'),
  sourceTypeName: field(2, 'string'),
  sourceSchemaVersion: field(3, 'int64'),
  sourceState: field(4, rawState),
  targetTypeName: field(5, 'string'),
  sourcePrivate: field(6, 'bytes'),
});

/** The answer of MoveResourceState. */
export interface MoveResourceStateResponse extends DiagnosticsResponse {
  targetState?: DynamicValueMessage;
  targetPrivate?: Uint8Array;
}
/** The table of that message. */
export const moveResourceStateResponse = new Message<MoveResourceStateResponse>({
  targetState: field(1, dynamicValue),
  diagnostics: field(2, diagnostic, 'list'),
  targetPrivate: field(3, 'bytes'),
});

/** The table of that message. */
export const readDataSourceRequest = new Message<ConfigRequest>({
  typeName: field(1, 'string'),
  config: field(2, dynamicValue),
  clientCapabilities: field(4, clientCapabilities),
});

/** The answer of ReadDataSource. */
export interface ReadDataSourceResponse extends DiagnosticsResponse {
  state?: DynamicValueMessage;
}
/** The table of that message. */
export const readDataSourceResponse = new Message<ReadDataSourceResponse>({
  state: field(1, dynamicValue),
  diagnostics: field(2, diagnostic, 'list'),
});

/** The answer of StopProvider. */
export interface StopProviderResponse {
  error?: string;
}
/** The table of that message. */
export const stopProviderResponse = new Message<StopProviderResponse>({ error: field(1, 'string') });

/** The request of CallFunction; its arguments are not read. */
export interface CallFunctionRequest {
  name?: string;
}
/** The table of that message. */
export const callFunctionRequest = new Message<CallFunctionRequest>({ name: field(1, 'string') });

/** What is wrong with a call of a function. */
export interface FunctionErrorMessage {
  text?: string;
}
const functionError = new Message<FunctionErrorMessage>({ text: field(1, 'string') });

/** The answer of CallFunction. */
export interface CallFunctionResponse {
  error?: FunctionErrorMessage;
}
/** The table of that message. */
export const callFunctionResponse = new Message<CallFunctionResponse>({ error: field(2, functionError) });
