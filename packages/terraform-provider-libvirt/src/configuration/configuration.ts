import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asItem, at, isItem, type Item, type Value } from '../tables';
import { type Paths, Expressions } from './expressions';

/** A resource as a configuration writes it. */
export interface WrittenResource {
  /** Its arguments, with expressions as they are written. */
  readonly written: Item;
  /** The same with expressions worked out as far as possible; unknown where only Terraform can. */
  readonly values: (paths?: Paths) => Item;
}

/** What says nothing of the thing itself. */
const META_ARGUMENTS = new Set(['//', 'provider', 'lifecycle', 'depends_on', 'provisioner', 'connection']);
/** What names a thing on its host. */
const NAMES = ['name', 'pool', 'uuid'];

/** A configuration of Terraform, as far as it is written in JSON, as constructs write it. What is written in HCL is not looked at. */
export class Configuration {
  readonly expressions: Expressions;

  private constructor(
    private readonly resources: Item,
    private readonly providers: Item,
    variables: Item,
  ) {
    this.expressions = new Expressions(resources, variables);
  }

  /** Reads the configuration in a folder; files that are no JSON are Terraform's to complain about. */
  static read(directory: string): Configuration {
    const files = readdirSync(directory);
    const parts = files.filter((file) => file.endsWith('.tf.json')).map((file) => read(join(directory, file)));
    const given = ['terraform.tfvars.json', ...files.filter((file) => file.endsWith('.auto.tfvars.json')).sort()];
    const section = (name: string): Item => merge(...parts.map((part) => asItem(part[name])));
    const defaults = Object.entries(section('variable')).flatMap(([name, variable]) =>
      isItem(variable) && variable['default'] !== undefined ? [[name, variable['default']] as const] : [],
    );
    const values = given.map((file) => read(join(directory, file)));
    return new Configuration(section('resource'), section('provider'), Object.assign({}, Object.fromEntries(defaults), ...values) as Item);
  }

  /** The one resource of a type that names what was found on the host with this address; undefined when there is none, or several. */
  find(type: string, found: Item, uri: string): WrittenResource | undefined {
    const candidates = Object.values(asItem(this.resources[type]))
      .map(unwrapped)
      .filter((written) => this.names(written, found, uri));
    const [written] = candidates;
    if (written === undefined || candidates.length > 1) return undefined;
    const own = Object.fromEntries(Object.entries(written).filter(([name]) => !META_ARGUMENTS.has(name)));
    return { written: own, values: (paths) => this.expressions.resolve(own, paths) as Item };
  }

  private names(written: Item, found: Item, uri: string): boolean {
    if (written['count'] !== undefined || written['for_each'] !== undefined) return false;
    const place = this.expressions.resolve(this.providerOf(written)['uri'] ?? null);
    if (typeof place === 'string' && place !== uri) return false;
    const told = NAMES.map((name) => [this.expressions.resolve(written[name] ?? null), found[name] ?? null] as const);
    const both = told.filter((pair) => pair.every((value) => typeof value === 'string'));
    return both.length > 0 && both.every(([one, other]) => String(one).toLowerCase() === String(other).toLowerCase());
  }

  private providerOf({ provider = 'libvirt' }: Item): Item {
    const [name = '', alias = null] = String(provider).split('.');
    return asItem(listed(this.providers[name] ?? []).find((block) => at(block, 'alias') === alias));
  }
}

function listed(blocks: Value): Value[] {
  return Array.isArray(blocks) ? blocks : [blocks];
}

/** Terraform's JSON may write one block as a list of one. */
function unwrapped(block: Value): Item {
  return asItem(Array.isArray(block) ? block[0] : block);
}

function read(file: string): Item {
  try {
    return asItem(JSON.parse(readFileSync(file, 'utf8')) as Value);
  } catch {
    return {};
  }
}

/** Sections of several files in one; blocks of the same kind are put together. */
function merge(...sections: Item[]): Item {
  const merged: Item = {};
  for (const section of sections) {
    for (const [name, blocks] of Object.entries(section)) {
      const before = merged[name];
      merged[name] =
        isItem(before) && isItem(blocks)
          ? { ...before, ...blocks }
          : before === undefined
            ? blocks
            : [listed(before), listed(blocks)].flat();
    }
  }
  return merged;
}
