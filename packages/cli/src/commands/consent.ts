import { createInterface } from 'node:readline/promises';
import { UserError } from '../errors';

/**
 * Asks before something is lost; without a terminal the answer is no.
 *
 * @throws UserError when the user does not agree
 */
export async function requireConsent(losses: readonly string[], yes: boolean): Promise<void> {
  if (losses.length === 0 || yes) {
    return;
  }
  const list = losses.map((loss) => `  ${loss}`).join('\n');
  if (!process.stdin.isTTY) {
    throw new UserError(`This removes:\n${list}\nNothing was changed.`, 'Say --yes to agree.');
  }
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await prompt.question(`This removes:\n${list}\nGo on? Only 'yes' is taken: `).finally(() => prompt.close());
  if (answer.trim() !== 'yes') {
    throw new UserError('Nothing was changed.');
  }
}
