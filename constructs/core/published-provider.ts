import type { IConstruct } from 'constructs';
import { ConfigError } from './config-error';
import { resourcesOf, type ResourceJson, type StackJson } from './stack-json';
import { extensionsIn } from './schema-check';

/** Which libvirt provider Terraform uses: the one that comes with labcloud, or the one that the Terraform registry offers. */
export type LibvirtProviderChoice = 'labcloud' | 'published';

/** The published provider; its names and types are those of labcloud's own. */
const PUBLISHED = { source: 'dmacvicar/libvirt', version: '~> 0.9.0' };

/** What names objects for labcloud's provider alone: the published one lets libvirt choose. */
const IDENTITY = ['libvirt_domain', 'libvirt_network', 'libvirt_pool'];

/**
 * The choice of an app: the prop, else `LABCLOUD_LIBVIRT_PROVIDER`, else labcloud's own provider.
 * @throws ConfigError if it is neither `labcloud` nor `published`
 */
export function libvirtProviderOf(scope: IConstruct, prop: LibvirtProviderChoice | undefined): LibvirtProviderChoice {
  const choice: string = prop ?? process.env.LABCLOUD_LIBVIRT_PROVIDER ?? 'labcloud';
  if (choice !== 'labcloud' && choice !== 'published') {
    const name = prop === undefined ? 'LABCLOUD_LIBVIRT_PROVIDER' : 'libvirtProvider';
    throw new ConfigError(scope, `'${name}' must be 'labcloud' or 'published', got '${choice}'`);
  }
  return choice;
}

/**
 * Rewrites a stack's JSON for the published provider, in place: its source, no UUIDs and digests of our choosing, and a seed in a pool as a file that a volume is filled from.
 * @throws ConfigError naming every other extension of labcloud's provider that the stack uses
 */
export function speakPublished(stack: IConstruct, json: StackJson): void {
  const required = json.terraform?.required_providers?.['libvirt'];
  if (required === undefined) {
    return;
  }
  Object.assign(required, PUBLISHED);
  // Synth hands out what the resources hold; a second one must find it as it was.
  json.resource = structuredClone(json.resource ?? {});
  for (const type of IDENTITY) {
    Object.values(resourcesOf(json, type)).forEach((resource) => delete resource['uuid']);
  }
  Object.values(resourcesOf(json, 'libvirt_volume')).forEach(forgetDigest);
  moveSeedsIntoVolumes(json);
  const problems = extensionsIn(json);
  if (problems.length > 0) {
    const lines = problems.map((problem) => `\n  ${problem}`).join('');
    throw new ConfigError(
      stack,
      `the published libvirt provider lacks extensions that this stack uses; leave them out, or use labcloud's own provider:${lines}`,
    );
  }
}

/** labcloud verifies images in its cache; a URL that Terraform itself reads is taken as it comes. */
function forgetDigest(volume: ResourceJson): void {
  const content = (volume['create'] as { content?: ResourceJson } | undefined)?.content;
  if (content) {
    delete content['digest'];
  }
}

/** The published provider leaves a seed in a temporary file; the volume that is filled from it is what the guest sees. */
function moveSeedsIntoVolumes(json: StackJson): void {
  const volumes: Record<string, ResourceJson> = {};
  const renamed = new Map<string, string>();
  for (const [id, seed] of Object.entries(resourcesOf(json, 'libvirt_cloudinit_disk'))) {
    const { pool, name, provider } = seed;
    if (pool === undefined) {
      continue;
    }
    delete seed['pool'];
    const url = `\${libvirt_cloudinit_disk.${id}.path}`;
    volumes[id] = { '//': seed['//'], name, pool, create: { content: { url } }, provider };
    renamed.set(`\${libvirt_cloudinit_disk.${id}.name}`, `\${libvirt_volume.${id}.name}`);
  }
  if (renamed.size === 0) {
    return;
  }
  Object.values(resourcesOf(json, 'libvirt_domain')).forEach((domain) => replaceTexts(domain, renamed));
  json.resource = { ...json.resource, libvirt_volume: { ...resourcesOf(json, 'libvirt_volume'), ...volumes } };
}

function replaceTexts(value: unknown, texts: ReadonlyMap<string, string>): void {
  if (typeof value !== 'object' || value === null) {
    return;
  }
  const parts = value as Record<string, unknown>;
  for (const [key, part] of Object.entries(parts)) {
    if (typeof part === 'string') {
      parts[key] = texts.get(part) ?? part;
    } else {
      replaceTexts(part, texts);
    }
  }
}
