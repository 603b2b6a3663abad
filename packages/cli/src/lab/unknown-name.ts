import { distance } from 'fastest-levenshtein';
import { UserError } from '../errors';

/** The error for a name that nothing has: it gives the nearest name that there is, and all of them. */
export function unknownName(kind: string, wanted: string, known: readonly string[]): UserError {
  const nearest = nearestOf(wanted, known);
  const all = known.length > 0 ? `There are: ${known.join(', ')}.` : 'There are none.';
  return new UserError(`There is no ${kind} '${wanted}'.`, nearest === undefined ? all : `Did you mean '${nearest}'?\n${all}`);
}

/** The name that is most like another, unless more than a third of it would have to change. */
function nearestOf(wanted: string, known: readonly string[]): string | undefined {
  const ranked = known.map((name) => ({ name, far: distance(wanted, name) })).sort((a, b) => a.far - b.far);
  const [best] = ranked;
  return best !== undefined && best.far <= Math.max(2, Math.floor(wanted.length / 3)) ? best.name : undefined;
}
