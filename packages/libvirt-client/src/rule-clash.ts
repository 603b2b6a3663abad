import { setTimeout as sleep } from 'node:timers/promises';
import { LibvirtError } from './errors';

const CLASH = 'Failed to apply firewall rules';
const TRIES = 4;
const PAUSE = 300;

/**
 * Does what makes libvirt set rules of the packet filter, and does it again where these clashed with another program's.
 *
 * nftables refuses a change when another program, such as Docker, has changed the same rules since they were read. libvirt does not try again
 * but takes back all of what it was asked. Four tries at most, a third of a second apart.
 *
 * @throws LibvirtError as the last try, or at once for any other reason
 */
export async function settingRules<T>(step: () => Promise<T>): Promise<T> {
  for (let left = TRIES - 1; ; left--) {
    try {
      return await step();
    } catch (error) {
      if (left === 0 || !LibvirtError.is(error) || !error.message.includes(CLASH)) throw error;
      await sleep(PAUSE);
    }
  }
}
