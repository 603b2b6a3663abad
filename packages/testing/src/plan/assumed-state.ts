import type { Json, JsonObject, PlanJson } from '@labcloud/review';
import type { StackJson } from '../template/stack-json';

/** What `terraform providers schema -json` says of one attribute or object. */
interface SchemaPart {
  readonly type?: Json;
  readonly nested_type?: { readonly attributes: Readonly<Record<string, SchemaPart>>; readonly nesting_mode: string };
}

interface Block {
  readonly attributes?: Readonly<Record<string, SchemaPart>>;
  readonly block_types?: Readonly<Record<string, { readonly block: Block; readonly nesting_mode: string }>>;
}

/** What `terraform providers schema -json` prints, as far as it is read. */
export interface ProviderSchemas {
  readonly provider_schemas?: Readonly<
    Record<string, { readonly resource_schemas?: Readonly<Record<string, { readonly version: number; readonly block: Block }>> }>
  >;
}

type Change = NonNullable<PlanJson['resource_changes']>[number] & { readonly provider_name?: string; readonly name?: string };

const REFERENCE = /\$\{([\w-]+)\.([\w-]+)\.([\w-]+)\}/g;

/** The state that a stack would have once its plan is applied; what only a host could tell is made up, alike wherever it is referred to. */
export function assumedState(stack: StackJson, plan: PlanJson, schemas: ProviderSchemas): object {
  return new AssumedState(stack, plan, schemas).toJSON();
}

class AssumedState {
  private readonly changes: ReadonlyMap<string, Change>;
  private readonly made = new Map<string, JsonObject>();

  constructor(
    private readonly stack: StackJson,
    plan: PlanJson,
    private readonly schemas: ProviderSchemas,
  ) {
    this.changes = new Map(
      (plan.resource_changes ?? []).filter(({ mode }) => mode === 'managed').map((change) => [change.address, change]),
    );
  }

  toJSON(): object {
    const resources = [...this.changes.values()].map((change) => this.resource(change));
    return { version: 4, terraform_version: '1.0.0', serial: 1, lineage: 'assumed', outputs: {}, resources };
  }

  private resource({ address, type, name, provider_name: provider = '', change: { after_sensitive } }: Change): object {
    const [, alias] = String(this.stack.resource?.[type]?.[name ?? '']?.['provider'] ?? '').split('.');
    return {
      mode: 'managed',
      type,
      name,
      provider: `provider["${provider}"]${alias === undefined ? '' : `.${alias}`}`,
      instances: [
        {
          schema_version: this.schemaOf(address)?.version ?? 0,
          attributes: this.attributes(address),
          sensitive_attributes: sensitivePaths(after_sensitive ?? null),
        },
      ],
    };
  }

  private schemaOf(address: string): { readonly version: number; readonly block: Block } | undefined {
    const { type = '', provider_name: provider = '' } = this.changes.get(address) ?? {};
    return this.schemas.provider_schemas?.[provider]?.resource_schemas?.[type];
  }

  private attributes(address: string): JsonObject {
    const known = this.made.get(address);
    const change = this.changes.get(address);
    if (known !== undefined || change === undefined) {
      return known ?? {};
    }
    const config = (this.stack.resource?.[change.type]?.[change.name ?? ''] ?? {}) as JsonObject;
    const { after, after_unknown: mask } = change.change;
    const attributes = this.fill(after, mask ?? null, config, blockParts(this.schemaOf(address)?.block), address) as JsonObject;
    this.made.set(address, attributes);
    return attributes;
  }

  /** Puts something in the place of everything unknown: what the configuration refers to, else a value of the right type. */
  private fill(value: Json | undefined, mask: Json, config: Json | undefined, part: SchemaPart | undefined, spot: string): Json {
    if (mask === true) {
      return typeof config === 'string' && config.includes('${') ? this.resolved(config) : madeUp(part, spot);
    }
    if (typeof mask !== 'object' || mask === null) {
      return value ?? null;
    }
    const inner = part?.nested_type?.attributes ?? {};
    if (Array.isArray(value)) {
      const masks = mask as readonly Json[];
      const configs = ([config ?? []] as Json[]).flat() as readonly Json[];
      return value.map((item: Json, index) =>
        this.fill(
          item,
          masks[index] ?? null,
          configs[index],
          { nested_type: { attributes: inner, nesting_mode: 'single' } },
          `${spot}[${index}]`,
        ),
      );
    }
    const known = (value ?? {}) as JsonObject;
    const marks = mask as JsonObject;
    const given = (typeof config === 'object' && config !== null ? config : {}) as JsonObject;
    const names = [...new Set([...Object.keys(known), ...Object.keys(marks)])];
    return Object.fromEntries(
      names.map((name) => [name, this.fill(known[name], marks[name] ?? null, given[name], inner[name], `${spot}.${name}`)]),
    );
  }

  private resolved(text: string): string {
    return text.replace(REFERENCE, (all, type: string, name: string, attribute: string) => {
      const found = this.attributes(`${type}.${name}`)[attribute];
      return found === undefined || found === null ? all : String(found);
    });
  }
}

/** Where a mask is true, as Terraform's state says it: what is not marked there as it is in the plan would be an update. */
function sensitivePaths(mask: Json): Json[][] {
  if (mask === true) {
    return [[]];
  }
  if (typeof mask !== 'object' || mask === null) {
    return [];
  }
  const isList = Array.isArray(mask);
  return Object.entries(mask).flatMap(([key, part]: [string, Json]) => {
    const step = isList ? { type: 'index', value: { value: Number(key), type: 'number' } } : { type: 'get_attr', value: key };
    return sensitivePaths(part).map((path) => [step, ...path]);
  });
}

function blockParts(block: Block | undefined): SchemaPart {
  const blocks = Object.entries(block?.block_types ?? {}).map(([name, { block: inner, nesting_mode }]): [string, SchemaPart] => [
    name,
    { nested_type: { attributes: blockParts(inner).nested_type?.attributes ?? {}, nesting_mode } },
  ]);
  return { nested_type: { attributes: { ...block?.attributes, ...Object.fromEntries(blocks) }, nesting_mode: 'single' } };
}

function madeUp(part: SchemaPart | undefined, spot: string): Json {
  if (part?.nested_type !== undefined) {
    const { nesting_mode: mode, attributes } = part.nested_type;
    return mode === 'single'
      ? Object.fromEntries(Object.entries(attributes).map(([name, inner]) => [name, madeUp(inner, `${spot}.${name}`)]))
      : mode === 'map'
        ? {}
        : [];
  }
  const type = part?.type ?? 'string';
  if (Array.isArray(type)) {
    return type[0] === 'map' || type[0] === 'object' ? {} : [];
  }
  return type === 'number' ? 0 : type === 'bool' ? false : spot;
}
