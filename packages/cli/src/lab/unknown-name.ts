import { distance } from 'fastest-levenshtein';
import { UserError } from '../errors';

/** The error for a name that nothing has: it gives the nearest name that there is, and all of them. */
export function unknownName(kind: string, wanted: string, known: readonly string[]): UserError {
  const nearest = nearestOf(wanted, known);
  const all = known.length > 0 ? `There are: ${known.join(', ')}.` : 'There are none.';
  return new UserError(`There is no ${kind} '${wanted}'.`, nearest === undefined ? all : `Did you mean '${nearest}'?\n${all}`);
}

/** How much of a name may be different for another to be meant. */
const STRANGE = 0.5;

/** The name that is most like another, if any is. */
function nearestOf(wanted: string, known: readonly string[]): string | undefined {
  const share = (name: string): number => distance(wanted, name) / Math.max(wanted.length, name.length);
  const [best] = known.map((name) => ({ name, share: share(name) })).sort((a, b) => a.share - b.share);
  return best !== undefined && best.share <= STRANGE ? best.name : undefined;
}
