import type { Rows } from '@labcloud/terraform-provider-libvirt';
import { tableOf } from './libvirt-effects';
import type { Json, JsonObject } from './plan-json';

/** Attributes, variables of the environment and keys of cloud-init that hold a secret, by what their names say. */
const NAME = /(?:^|[_.-])(?:password|passwd|passphrase|secret|token|credentials?|private[_-]?key|api[_-]?key|access[_-]?key|auth)$/i;
const ASSIGNMENT = /^([A-Za-z_][\w.-]*)=(.+)$/s;
const PEM = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;

/** Attributes of the Docker provider that its schema calls sensitive. */
const DOCKER: Readonly<Record<string, readonly string[]>> = {
  docker_config: ['data'],
  docker_secret: ['data'],
};

/** Whether what stands under a name is a secret, as far as the name tells; a mere reference to one is none. */
export function isSecretName(name: string): boolean {
  return NAME.test(name);
}

/** Whether a text shows that it is a secret, or that one is in it. */
export function holdsSecret(text: string): boolean {
  const [, name, value = ''] = ASSIGNMENT.exec(text) ?? [];
  return PEM.test(text) || (name !== undefined && isSecretName(name) && !isReference(value));
}

/** Whether a text is nothing but a reference. */
export function isReference(text: string): boolean {
  return /^\$\{[^{}]*\}$/.test(text);
}

/** True where an attribute of a resource is a secret: by the provider's schema, by its name, or by what it looks like. */
export function sensitiveMask(type: string, values: JsonObject): JsonObject {
  const bySchema = new Set([...sensitiveRows(tableOf(type)?.rows ?? {}), ...(DOCKER[type] ?? [])]);
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => {
      const mask = bySchema.has(name) ? true : maskOf(name, value);
      return mask === undefined ? [] : [[name, mask]];
    }),
  );
}

function sensitiveRows(rows: Rows): string[] {
  return Object.entries(rows).flatMap(([name, row]) => (row.kind === 'scalar' && row.sensitive === true ? [name] : []));
}

function maskOf(name: string, value: Json): Json | undefined {
  if (typeof value === 'string') {
    return holdsSecret(value) || (isSecretName(name) && !isReference(value)) ? true : undefined;
  }
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  const masks = Object.entries(value).flatMap(([key, part]: [string, Json]) => {
    const mask = maskOf(key, part);
    return mask === undefined ? [] : [[key, mask] as const];
  });
  return masks.length > 0 ? Object.fromEntries(masks) : undefined;
}
