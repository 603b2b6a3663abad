import type { HostCheck } from '../check';
import { listProcesses } from '../system/process-table';

const MANY = 50;

/** Whether process 1 clears away the processes that lost their parent. */
export const reaper: HostCheck = {
  name: 'reaper',
  title: 'Orphaned processes',
  async probe() {
    const zombies = listProcesses().filter(({ zombie, parent }) => zombie && parent === 1);
    if (zombies.length < MANY) {
      return { ok: true, found: zombies.length === 0 ? 'none left over' : `${zombies.length} zombies under process 1` };
    }
    // No fault of the lab's and no hindrance to it: daemons that work are not restarted for this.
    return {
      ok: true,
      found: `${zombies.length} zombies under process 1, which reaps none; daemons that labcloud starts have a reaper of their own`,
    };
  },
};
