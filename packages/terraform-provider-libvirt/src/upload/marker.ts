/** Bytes at the beginning of content that are written last: whole disk headers fit. */
export const HEADER_LENGTH = 65536;

const MARKER = Buffer.from('labcloud: upload in progress\n');

/** What stands at the beginning of a volume until everything else is there. `length` is that of the content. */
export function uploadMarker(length: number | null): Buffer {
  return MARKER.subarray(0, length ?? MARKER.length);
}

/** Whether a volume that begins with these bytes was left by an upload that did not end. */
export function isUnfinished(start: Buffer): boolean {
  return start.length > 0 && MARKER.equals(start.subarray(0, MARKER.length));
}
