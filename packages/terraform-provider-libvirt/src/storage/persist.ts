import { ConnectionLostError } from '@labcloud/libvirt-client';
import { log } from '@labcloud/terraform-plugin';

const MOST_ATTEMPTS = 3;

/** Does something again from its beginning when the connection to libvirt broke meanwhile; the next call makes a new one. */
export async function persist<T>(what: string, signal: AbortSignal, attempt: () => Promise<T>): Promise<T> {
  for (let count = 1; ; count++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof ConnectionLostError) || count === MOST_ATTEMPTS || signal.aborted) throw error;
      log('warn', `${what}: ${error.message}; it is done again from its beginning`);
    }
  }
}
