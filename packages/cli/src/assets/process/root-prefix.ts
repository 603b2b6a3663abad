import { RootShell } from '../../host/system/root-shell';

/** What to put before a command so that root runs it: nothing, `sudo -n`, or undefined when neither works. */
export async function rootPrefix(signal?: AbortSignal): Promise<readonly string[] | undefined> {
  const access = await new RootShell(false, signal).access();
  return { root: [], sudo: ['sudo', '-n'], none: undefined }[access];
}
