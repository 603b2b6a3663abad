/** The type of an attribute, as cty knows it. */
export type Type = 'string' | 'number' | 'bool' | { list: Type } | { set: Type } | { map: Type } | { object: Record<string, Type> };

/** A type in the JSON notation of cty, for example `["list","string"]`. */
export type TypeJson = string | [string, TypeJson | Record<string, TypeJson>];

/** Writes a type as Terraform's schema does. */
export function typeJson(type: Type): TypeJson {
  if (typeof type === 'string') return type;
  if ('list' in type) return ['list', typeJson(type.list)];
  if ('set' in type) return ['set', typeJson(type.set)];
  if ('map' in type) return ['map', typeJson(type.map)];
  return ['object', Object.fromEntries(Object.entries(type.object).map(([name, inner]) => [name, typeJson(inner)]))];
}
