import { type Codec, flags, followedBy, int, list, precededBy, uint } from '../xdr/codec';

/** Flags of a call that lists things: on the wire, whether the things themselves are wanted stands before them. */
export const listFlags: Codec<number | undefined> = precededBy(int, 1, flags);

/** A list of results; on the wire, their number follows once more. */
export function results<T>(item: Codec<T>, maximum = 16_384): Codec<T[]> {
  return followedBy(list(item, maximum), uint, 0);
}
