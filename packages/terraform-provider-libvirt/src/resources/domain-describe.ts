import { DomainAffectFlags, DomainMetadataType } from '@labcloud/libvirt-client';
import { attempt } from '../errors';
import { at, type Item, metadataElements, metadataNamespace, type Value, withoutNamespace } from '../tables';
import { writeXml } from '../xml';
import { type Target } from './domain-power';

function textOrNone(value: Value | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Brings title, description and metadata of a running machine to the plan. */
export async function describe({ connection, domain }: Target, before: Item, planned: Item): Promise<void> {
  const set = (type: number, text: string | undefined, prefix?: string, uri?: string): Promise<void> =>
    attempt('Describing the running machine', () => connection.domainSetMetadata(domain, type, text, prefix, uri, DomainAffectFlags.LIVE));
  if (before['title'] !== planned['title']) await set(DomainMetadataType.TITLE, textOrNone(planned['title']));
  if (before['description'] !== planned['description']) await set(DomainMetadataType.DESCRIPTION, textOrNone(planned['description']));
  const was = at(before, 'metadata.xml');
  const will = at(planned, 'metadata.xml');
  if (was === will) return;
  const wanted = new Map(metadataElements(will).map((node) => [metadataNamespace(node).uri, node]));
  for (const node of metadataElements(was)) {
    const { uri, prefix } = metadataNamespace(node);
    if (!wanted.has(uri)) await set(DomainMetadataType.ELEMENT, undefined, prefix, uri);
  }
  for (const [uri, node] of wanted)
    await set(DomainMetadataType.ELEMENT, writeXml(withoutNamespace(node)), metadataNamespace(node).prefix || 'metadata', uri);
}
