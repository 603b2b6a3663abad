import { UNKNOWN } from '@labcloud/terraform-plugin';
import { at, isItem, type Item, type Value } from '../tables';

/** The paths on the host of volumes of the configuration, by the name of their resource. */
export type Paths = ReadonlyMap<string, string>;

const VARIABLE = /^\$\{var\.([\w-]+)\}$/;
const REFERENCE = /^\$\{(\w+)\.([\w-]+)\.(\w+)\}$/;
const PATH = /^\$\{libvirt_volume\.([\w-]+)\.path\}$/;
/** A template, unless its dollar or percent sign is written twice. */
const TEMPLATE = /(?:^|[^$])\$\{|(?:^|[^%])%\{/;

/** What can be known of a configuration's expressions without Terraform: variables with values that are written down, and what other resources write. */
export class Expressions {
  constructor(
    private readonly resources: Item,
    private readonly variables: Item,
  ) {}

  /** A value with its expressions worked out; unknown where only Terraform can do that. */
  resolve(value: Value, paths: Paths = new Map()): Value {
    if (Array.isArray(value)) return value.map((part) => this.resolve(part, paths));
    if (isItem(value)) return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, this.resolve(part, paths)]));
    if (typeof value !== 'string') return value;
    const path = paths.get(PATH.exec(value)?.[1] ?? '');
    if (path !== undefined) return path;
    const variable = this.variables[VARIABLE.exec(value)?.[1] ?? ''];
    if (variable !== undefined) return variable;
    const [, ...steps] = REFERENCE.exec(value) ?? [];
    const referenced = steps.length === 0 ? null : at(this.resources, steps.join('.'));
    if (typeof referenced === 'string') return this.resolve(referenced, paths);
    return TEMPLATE.test(value) ? UNKNOWN : value.replaceAll('$${', '${').replaceAll('%%{', '%{');
  }

  /** The volumes whose paths a value refers to: the names of their resources, with the pool and name that each has. */
  volumesIn(value: Value): Map<string, { pool: Value; name: Value }> {
    if (Array.isArray(value)) return new Map(value.flatMap((part) => [...this.volumesIn(part)]));
    if (isItem(value)) return new Map(Object.values(value).flatMap((part) => [...this.volumesIn(part)]));
    const [, volume] = (typeof value === 'string' && PATH.exec(value)) || [];
    if (volume === undefined) return new Map();
    const place = (name: string): Value => this.resolve(at(this.resources, `libvirt_volume.${volume}.${name}`));
    return new Map([[volume, { pool: place('pool'), name: place('name') }]]);
  }
}
