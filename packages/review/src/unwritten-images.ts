import { jsonAt } from './attribute-change';
import type { Json, JsonObject, ResourceChange } from './plan-json';

/** How something uses a volume. */
interface Use {
  /** Whether it can write there. */
  readonly writes: boolean;
  /** What it calls the volume: an absolute path, a reference to that, or the names of pool and volume. */
  readonly path: Json;
  readonly name?: readonly [pool: Json, volume: Json];
}

/**
 * The addresses of the volumes that hold nothing but an image: they are filled from a file or a URL, are not retained, and serve below other
 * volumes, as media of drives or as kernels, where nobody writes to them. What is lost with them can be had again.
 *
 * One that serves nobody is left out: who used it before may have written to it.
 *
 * @param changes all of a plan, with what does not change, which tells who uses what
 */
export function unwrittenImages(changes: readonly ResourceChange[]): ReadonlySet<string> {
  const uses = changes.flatMap(usesIn);
  const images = changes.filter(({ type, change: { before } }) => type === 'libvirt_volume' && before !== null && isImage(before));
  return new Set(
    images.flatMap(({ address, change }) => {
      const own = uses.filter((use) => isOf(use, address, change.before ?? {}));
      return own.length > 0 && own.every(({ writes }) => !writes) ? [address] : [];
    }),
  );
}

function isImage(volume: JsonObject): boolean {
  return jsonAt(volume, ['create', 'content', 'url']) !== null && volume['retain'] !== true;
}

function usesIn({ type, change: { before } }: ResourceChange): Use[] {
  if (before === null) {
    return [];
  }
  if (type === 'libvirt_volume') {
    return [{ writes: false, path: jsonAt(before, ['backing_store', 'path']) }];
  }
  if (type !== 'libvirt_domain') {
    return [];
  }
  const disks = jsonAt(before, ['devices', 'disks']);
  return [
    ...['kernel', 'initrd'].map((file): Use => ({ writes: false, path: jsonAt(before, ['os', file]) })),
    ...(Array.isArray(disks) ? (disks as readonly Json[]) : []).map((disk): Use => ({
      writes: jsonAt(disk, ['device']) !== 'cdrom' && jsonAt(disk, ['read_only']) !== true,
      path: jsonAt(disk, ['source', 'file', 'file']),
      name: [jsonAt(disk, ['source', 'volume', 'pool']), jsonAt(disk, ['source', 'volume', 'volume'])],
    })),
  ];
}

function isOf({ path, name = [null, null] }: Use, address: string, volume: JsonObject): boolean {
  const [pool, own] = name;
  return (
    (path !== null && (path === volume['path'] || path === `\${${address}.path}`)) ||
    (own !== null && own === volume['name'] && pool === volume['pool'])
  );
}
