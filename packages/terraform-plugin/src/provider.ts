import { type Diagnostic } from './diagnostic';
import { type Schema } from './schema';
import { type Path, type State } from './values/value';

/** Data of the provider's own that Terraform stores beside a state; change it in place, it is stored when the verb has returned. Must be JSON. */
export type PrivateData = Record<string, unknown>;

/** What every verb that talks to the outside is given. */
export interface CallContext<C> {
  client: C;
  /** Aborted when the user interrupts Terraform, and when Terraform is gone. */
  signal: AbortSignal;
}

/** What create and update can leave behind when they fail. */
export interface Keeping {
  /** Notes what has come into being. If the verb throws later it is stored: after a create as tainted, after an update on top of the prior state. */
  keep(partial: State): void;
}

/** The context of `plan`. All of it may be changed freely: these are copies. */
export interface PlanContext {
  prior: State | null;
  proposed: State;
  config: State;
  /** What is stored beside the prior state; `create` and `update` are given the same. */
  private: PrivateData;
}

/** What `plan` may say. */
export interface PlanResult {
  /** The proposed state, with computed values changed. Values that the configuration sets are put back. @default the proposed state */
  planned?: State;
  /** Attributes whose change needs a new object. Those that do not change are ignored by Terraform. @default none */
  replace?: Path[];
  /** @default none */
  warnings?: Diagnostic[];
}

/** The context of `planDestroy`: copies of what is stored. */
export interface DestroyPlanContext {
  prior: State;
  private: PrivateData;
}

/** The context of `create`. `config` alone holds write-only values. */
export interface CreateContext<C> extends CallContext<C>, Keeping {
  planned: State;
  config: State;
  private: PrivateData;
}

/** The context of `update`. `config` alone holds write-only values. */
export interface UpdateContext<C> extends CreateContext<C> {
  prior: State;
}

/** The context of `read` and `delete`. */
export interface StateContext<C> extends CallContext<C> {
  state: State;
  private: PrivateData;
}

/** The context of `import`. */
export interface ImportContext<C> extends CallContext<C> {
  private: PrivateData;
}

/** A resource that another type or another provider stored, offered to `move`. */
export interface MoveSource {
  providerAddress: string;
  typeName: string;
  version: number;
  state: State;
}

/** One resource type: its schema and its verbs. The layer conforms whatever the verbs return. */
export interface Resource<C> {
  schema: Schema;
  /** Brings a state stored under an older schema version into the current form; what it leaves in is conformed. */
  upgrade?(version: number, state: State): State;
  /** Checks that need more than one attribute; unknown values may occur. */
  validate?(config: State): Diagnostic[];
  /** Pure, without I/O: replacement, warnings, computed values known early. */
  plan?(context: PlanContext): PlanResult;
  /** Pure, without I/O: warns of a destruction, or refuses it by throwing a ProviderError. Terraform does not ask for the first half of a replacement. */
  planDestroy?(context: DestroyPlanContext): Diagnostic[];
  create(context: CreateContext<C>): Promise<State>;
  /** The state as it is; null if the object is gone. */
  read(context: StateContext<C>): Promise<State | null>;
  update(context: UpdateContext<C>): Promise<State>;
  /** Must succeed when the object is gone already. */
  delete(context: StateContext<C>): Promise<void>;
  /** As much of the state as `read` needs to find the object. @default import is refused */
  import?(id: string, context: ImportContext<C>): Promise<State>;
  /** Takes over another type's state; undefined if it is not one that is known. @default moves are refused */
  move?(source: MoveSource): State | undefined;
}

/** A data source: what is looked up and how. */
export interface DataSource<C> {
  schema: Schema;
  validate?(config: State): Diagnostic[];
  read(context: CallContext<C> & { config: State }): Promise<State>;
}

/** A provider: its configuration and its types, named in full (`libvirt_domain`). */
export interface Provider<C> {
  schema: Schema;
  resources: Record<string, Resource<C>>;
  /** @default none */
  dataSources?: Record<string, DataSource<C>>;
  /** Checks that need more than one attribute; unknown values may occur. */
  validate?(config: State): Diagnostic[];
  /** Makes the client from the configuration, which may hold unknown values while planning. Connect when the client is first used, not here. */
  configure(config: State): Promise<C>;
  /** Ends the client; given about a second. */
  close?(client: C): Promise<void>;
}
