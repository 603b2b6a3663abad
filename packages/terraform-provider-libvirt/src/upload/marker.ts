/** Bytes at the beginning of content that are written last: whole disk headers fit. */
export const HEADER_LENGTH = 65536;

/** What stands at the beginning of a volume until everything else is there. */
export const UPLOAD_MARKER = Buffer.from('labcloud: upload in progress\n');

/** Whether a volume that begins with these bytes was left by an upload that did not end. */
export function isUnfinished(start: Buffer): boolean {
  return start.subarray(0, UPLOAD_MARKER.length).equals(UPLOAD_MARKER) || start.every((byte) => byte === 0);
}
