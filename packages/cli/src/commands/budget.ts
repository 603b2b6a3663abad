import { describeBudget, fits } from '../budget/budget-table';
import { synthUncounted } from '../budget/synth-uncounted';
import type { CommandContext } from './context';

/** Says what the app takes of each computer and pool. */
export async function runBudget({ project }: CommandContext, { json }: { readonly json?: boolean }): Promise<number> {
  const { budget = { computers: [], pools: [] } } = await synthUncounted(project);
  process.stdout.write(json ? `${JSON.stringify(budget, null, 2)}\n` : `${describeBudget(budget)}\n`);
  return fits(budget) ? 0 : 2;
}
