import './server/stdout';
import './server/short-life';

export { type Diagnostic, ProviderError } from './diagnostic';
export {
  type CallContext,
  type CreateContext,
  type DataSource,
  type DestroyPlanContext,
  type ImportContext,
  type Keeping,
  type MoveSource,
  type PlanContext,
  type PlanResult,
  type PrivateData,
  type Provider,
  type Resource,
  type StateContext,
  type UpdateContext,
} from './provider';
export { type Attribute, type Attributes, type Nested, type Schema } from './schema';
export { type ProviderSchemaJson, type SchemaJson, schemaJson } from './schema-json';
export { log, type LogLevel } from './server/log';
export { serve, type ServeOptions } from './server/serve';
export { type Type } from './values/type';
export { isSame } from './values/canonical';
export { isObject, isWhollyKnown, type Path, type State, UNKNOWN, type Value, type ValueObject } from './values/value';
