import { readFileSync } from 'node:fs';
import { type ProviderSchemaJson, schemaJson } from '../../../packages/terraform-plugin/src';
import { provider } from '../../../packages/terraform-provider-libvirt/src/provider';
import { resourceSchemas, SOURCE } from '../../../packages/terraform-provider-libvirt/src/schemas';
import { needs } from '../../support/needs';

interface AttributeJson {
  type?: unknown;
  nested_type?: { attributes: Record<string, AttributeJson>; nesting_mode: string };
  description?: string;
}

const FILE = 'LABCLOUD_UPSTREAM_SCHEMA';

function blocks({
  provider_schemas: schemas,
}: ProviderSchemaJson): Record<string, { block: { attributes: Record<string, AttributeJson> } }> {
  return (Object.values(schemas)[0]?.resource_schemas ?? {}) as never;
}

/** What of our attributes the published schema says otherwise, and is not marked. */
function differences(ours: Record<string, AttributeJson>, published: Record<string, AttributeJson>, path: string): string[] {
  return Object.entries(ours).flatMap(([name, attribute]) => {
    const here = `${path}.${name}`;
    const other = published[name];
    const extension = attribute.description?.includes('(extension)') === true;
    if (other === undefined) return extension ? [] : [`${here} is not published`];
    if (extension && !attribute.description?.includes('settable (extension)')) return [`${here} is published, and marked as an extension`];
    const nested = attribute.nested_type;
    if (nested === undefined) return JSON.stringify(attribute.type) === JSON.stringify(other.type) ? [] : [`${here} has another type`];
    if (nested.nesting_mode !== other.nested_type?.nesting_mode) return [`${here} nests otherwise`];
    return differences(nested.attributes, other.nested_type.attributes, here);
  });
}

function count(attributes: Record<string, AttributeJson>): number {
  return Object.values(attributes).reduce((sum, { nested_type: nested }) => sum + 1 + count(nested?.attributes ?? {}), 0);
}

const ours = blocks(schemaJson(provider, SOURCE));

describe('the schema', () => {
  it('is that of the resources that are served', () => {
    expect(Object.keys(ours).sort()).toEqual(Object.keys(resourceSchemas).sort());
    for (const [name, { schema }] of Object.entries(provider.resources))
      expect(Object.keys(schema.attributes)).toEqual(Object.keys(resourceSchemas[name]?.attributes ?? {}));
  });

  it('has fewer than 450 attributes, because Terraform’s own cost grows with them', () => {
    expect(Object.values(ours).reduce((sum, { block }) => sum + count(block.attributes), 0)).toBeLessThan(450);
  });

  it('describes every attribute', () => {
    const undescribed = (attributes: Record<string, AttributeJson>): string[] =>
      Object.entries(attributes).flatMap(([name, { description, nested_type: nested }]) => [
        ...(description ? [] : [name]),
        ...undescribed(nested?.attributes ?? {}),
      ]);
    expect(Object.values(ours).flatMap(({ block }) => undescribed(block.attributes))).toEqual([]);
  });

  const published = process.env[FILE];
  const compare = needs(published, `the published schema: ${FILE} names no file`).test;
  compare('has the names and types of the published one', () => {
    const theirs = blocks(JSON.parse(readFileSync(published ?? '', 'utf8')) as ProviderSchemaJson);
    const found = Object.entries(ours).flatMap(([name, { block }]) =>
      differences(block.attributes, theirs[name]?.block.attributes ?? {}, name),
    );
    expect(found).toEqual([]);
  });
});
