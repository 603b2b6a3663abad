import { ConnectionLostError, ErrorCode, LibvirtError, settingRules } from '@labcloud/libvirt-client';
import { ProviderError } from '@labcloud/terraform-plugin';

const MISSING: readonly number[] = [
  ErrorCode.NO_DOMAIN,
  ErrorCode.NO_NETWORK,
  ErrorCode.NO_STORAGE_POOL,
  ErrorCode.NO_STORAGE_VOL,
  ErrorCode.NO_SECRET,
  ErrorCode.NO_NWFILTER,
];

/** Whether libvirt says that an object does not exist. */
function isMissing(error: unknown): boolean {
  return error instanceof LibvirtError && MISSING.includes(error.code);
}

/** What a look-up finds, undefined when libvirt says that there is nothing. */
export async function ifExists<T>(lookup: Promise<T>): Promise<T | undefined> {
  try {
    return await lookup;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/**
 * What a look into a file finds, undefined when the file cannot be looked into: libvirt says SYSTEM_ERROR of one that has gone behind its
 * back. A daemon that does not answer is no such file.
 */
export async function ifReadable<T>(look: Promise<T>): Promise<T | undefined> {
  try {
    return await ifExists(look);
  } catch (error) {
    if (LibvirtError.is(error, ErrorCode.SYSTEM_ERROR) && !(error instanceof ConnectionLostError)) return undefined;
    throw error;
  }
}

/** Runs a step and counts libvirt's `codes` as success, e.g. OPERATION_INVALID for stopping what is stopped. */
export async function tolerating(step: Promise<unknown>, ...codes: number[]): Promise<void> {
  try {
    await step;
  } catch (error) {
    if (!(error instanceof LibvirtError && codes.includes(error.code))) throw error;
  }
}

/** The error of a daemon that does not answer. */
export function unreachable(uri: string, error: unknown): ProviderError {
  const message = error instanceof Error ? error.message : String(error);
  return new ProviderError(
    'libvirt does not answer',
    `${uri}: ${message}. Check that the daemon runs and that this user may connect (\`labcloud doctor\`).`,
  );
}

/** Runs a step of a verb and says, when libvirt refuses, what was attempted. */
export async function attempt<T>(what: string, step: () => Promise<T>): Promise<T> {
  try {
    return await settingRules(step);
  } catch (error) {
    if (error instanceof LibvirtError) throw new ProviderError(`${what} failed`, error.message);
    throw error;
  }
}
