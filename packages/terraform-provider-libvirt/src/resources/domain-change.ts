import { DomainAffectFlags, DomainXMLFlags } from '@labcloud/libvirt-client';
import { attempt } from '../errors';
import {
  at,
  changesOf,
  domainTable,
  type Item,
  metadataElements,
  metadataNamespace,
  patchTable,
  type Value,
  withoutNamespace,
} from '../tables';
import { writeXml } from '../xml';
import { start, stopForUpdate, type Target } from './domain-power';

const MetadataType = { DESCRIPTION: 0, TITLE: 1, ELEMENT: 2 } as const;

/** What says how Terraform acts, not what the machine is. */
const SETTINGS = new Set(['running', 'autostart', 'update', 'destroy']);

function textOrNone(value: Value): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

async function describeLive({ connection, domain }: Target, prior: Item, planned: Item): Promise<void> {
  const set = (type: number, text: string | undefined, prefix?: string, uri?: string): Promise<void> =>
    attempt('Describing the running machine', () => connection.domainSetMetadata(domain, type, text, prefix, uri, DomainAffectFlags.LIVE));
  if (prior['title'] !== planned['title']) await set(MetadataType.TITLE, textOrNone(planned['title'] ?? null));
  if (prior['description'] !== planned['description']) await set(MetadataType.DESCRIPTION, textOrNone(planned['description'] ?? null));
  const before = at(prior, 'metadata.xml');
  const after = at(planned, 'metadata.xml');
  if (before === after) return;
  const wanted = new Map(metadataElements(after).map((node) => [metadataNamespace(node).uri, node]));
  for (const node of metadataElements(before)) {
    const { uri, prefix } = metadataNamespace(node);
    if (!wanted.has(uri)) await set(MetadataType.ELEMENT, undefined, prefix, uri);
  }
  for (const [uri, node] of wanted)
    await set(MetadataType.ELEMENT, writeXml(withoutNamespace(node)), metadataNamespace(node).prefix || 'metadata', uri);
}

/** Brings a machine that exists from `prior` to `planned`. When it must restart and does not shut down, nothing has changed. */
export async function bring(target: Target, prior: Item, planned: Item): Promise<void> {
  const { connection, domain } = target;
  const active = await connection.domainIsActive(domain);
  const changes = changesOf(domainTable, prior, planned, { running: active });
  const wanted = planned['running'] !== false;
  const restarts = changes.some(({ effect }) => effect.kind === 'restart');
  const stops = active && (restarts || !wanted);
  if (stops) await stopForUpdate(target, planned);
  try {
    if (changes.some(({ path }) => !SETTINGS.has(String(path[0])))) await define(target, prior, planned);
  } catch (error) {
    if (stops && wanted) await start(connection, domain);
    throw error;
  }
  if (active && !stops) await describeLive(target, prior, planned);
  if (typeof planned['autostart'] === 'boolean' || prior['autostart'] === true)
    await connection.domainSetAutostart(domain, planned['autostart'] === true);
  if (wanted && (stops || !active)) await start(connection, domain);
}

async function define({ connection, domain }: Target, prior: Item, planned: Item): Promise<void> {
  const xml = await connection.domainGetXMLDesc(domain, DomainXMLFlags.INACTIVE | DomainXMLFlags.SECURE);
  await attempt('Changing the definition of the machine', () =>
    connection.domainDefineXMLFlags(patchTable(domainTable, xml, prior, planned)),
  );
}
