import * as calls from './call-messages';
import { diagnostics1, diagnostics2, empty, typeName } from './common-messages';
import { type Message } from './message';
import { getMetadataResponse, getProviderSchemaResponse } from './schema-messages';

/** A call of a service: the tables of its request and its response. */
export interface Method<Q extends object, A extends object> {
  request: Message<Q>;
  response: Message<A>;
}

function method<Q extends object, A extends object>(request: Message<Q>, response: Message<A>): Method<Q, A> {
  return { request, response };
}

/** The service `tfplugin6.Provider`. Calls that are not listed are answered with UNIMPLEMENTED, which Terraform understands. */
export const PROVIDER_METHODS = {
  GetMetadata: method(empty, getMetadataResponse),
  GetProviderSchema: method(empty, getProviderSchemaResponse),
  GetFunctions: method(empty, diagnostics2),
  CallFunction: method(calls.callFunctionRequest, calls.callFunctionResponse),
  ValidateProviderConfig: method(calls.validateProviderConfigRequest, diagnostics2),
  ConfigureProvider: method(calls.configureProviderRequest, diagnostics1),
  ValidateResourceConfig: method(calls.validateConfigRequest, diagnostics1),
  ValidateDataResourceConfig: method(calls.validateConfigRequest, diagnostics1),
  ValidateEphemeralResourceConfig: method(typeName, diagnostics1),
  UpgradeResourceState: method(calls.upgradeResourceStateRequest, calls.upgradeResourceStateResponse),
  ReadResource: method(calls.readResourceRequest, calls.readResourceResponse),
  PlanResourceChange: method(calls.planResourceChangeRequest, calls.planResourceChangeResponse),
  ApplyResourceChange: method(calls.applyResourceChangeRequest, calls.applyResourceChangeResponse),
  ImportResourceState: method(calls.importResourceStateRequest, calls.importResourceStateResponse),
  MoveResourceState: method(calls.moveResourceStateRequest, calls.moveResourceStateResponse),
  ReadDataSource: method(calls.readDataSourceRequest, calls.readDataSourceResponse),
  OpenEphemeralResource: method(typeName, diagnostics1),
  RenewEphemeralResource: method(typeName, diagnostics1),
  CloseEphemeralResource: method(typeName, diagnostics1),
  StopProvider: method(empty, calls.stopProviderResponse),
};

/** The calls of the provider service, by name. */
export type ProviderMethods = typeof PROVIDER_METHODS;

/** What answers each call; `signal` is aborted when the caller gives up or Terraform stops the provider. */
export type ProviderHandlers = {
  [K in keyof ProviderMethods]: ProviderMethods[K] extends Method<infer Q, infer A>
    ? (request: Q, signal: AbortSignal) => A | Promise<A>
    : never;
};
