import { ProviderError } from '@labcloud/terraform-plugin';
import { at, type Item, stringAt } from '../tables';

/** Names the retained volumes that may be deleted all the same: `POOL/NAME`, separated by white space. */
const WIPE_VARIABLE = 'LABCLOUD_WIPE';

/** Whether a volume must not be deleted: it is retained, and nobody has named it in {@link WIPE_VARIABLE}. */
export function isRetained(state: Item, named = process.env[WIPE_VARIABLE] ?? ''): boolean {
  return at(state, 'retain') === true && !named.split(/\s+/).includes(idOf(state));
}

/** Why a retained volume is not deleted, and how to go on. */
export function retained(state: Item, what: string): ProviderError {
  return new ProviderError(
    'A volume that is retained',
    `${what} would lose all that is in the volume '${idOf(state)}', which has 'retain = true'. ` +
      'To keep it, leave it out: `labcloud destroy` does so. ' +
      `To lose it, write 'retain = false' and apply that on its own first, or name it: ${WIPE_VARIABLE}='${idOf(state)}' (\`labcloud destroy --with-data\` names all).`,
    ['retain'],
  );
}

function idOf(state: Item): string {
  return `${stringAt(state, 'pool') ?? ''}/${stringAt(state, 'name') ?? ''}`;
}
