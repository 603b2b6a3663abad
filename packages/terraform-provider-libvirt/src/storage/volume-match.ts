import { type Connection } from '@labcloud/libvirt-client';
import { type Content } from '../upload/content';
import { imageHeader } from '../upload/image-header';
import { HEADER_LENGTH, isUnfinished } from '../upload/marker';
import { getPlace } from '../xml';
import { bytesAt, formatOf, type FoundVolume, readStart } from './volume-file';

/** What a volume is meant to be. */
export interface VolumeWish {
  readonly name: string;
  /** Null to take what libvirt sees. */
  readonly format: string | null;
  /** Size in bytes that a guest is to see; null to take that of the content or of the backing store. */
  readonly capacity: number | null;
  /** Path of the volume below, if any. */
  readonly backing: string | null;
}

/**
 * What a volume is that stands where a new one is to be made: `finished` is what the wish describes, as a create leaves it that was cut off
 * at its very end; `unfinished` was cut off before; `foreign` is anything else.
 */
export type Standing = 'finished' | 'unfinished' | 'foreign';

/** Judges a volume that stands where a new one is to be made. */
export async function judge(connection: Connection, found: FoundVolume, wish: VolumeWish, content: Content | null): Promise<Standing> {
  if (content === null) {
    // A daemon that was killed before it wrote anything leaves an empty file.
    if (bytesAt(found, 'capacity') === 0) return 'unfinished';
    const backing = getPlace(found.root, 'backingStore/path') ?? null;
    // One that is smaller was made for an earlier wish, and grows.
    const fits = (wish.capacity ?? bytesAt(found, 'capacity')) >= bytesAt(found, 'capacity');
    return fits && formatOf(found) === wish.format && backing === wish.backing ? 'finished' : 'foreign';
  }
  const start = await readStart(connection, found.volume, HEADER_LENGTH);
  if (isUnfinished(start)) return 'unfinished';
  if (content.size !== null && bytesAt(found, 'physical') < content.size) return 'foreign';
  return sameHeader(start, content, wish) ? 'finished' : 'foreign';
}

// After the header was written a qcow2 image may have been grown, which rewrites what the header says of sizes and tables.
function sameHeader(start: Buffer, content: Content, wish: VolumeWish): boolean {
  if (start.subarray(0, content.header.length).equals(content.header)) return true;
  const there = imageHeader(start);
  return there.format === 'qcow2' && content.image.format === 'qcow2' && wish.capacity !== null && there.virtualSize === wish.capacity;
}
