import { ErrorCode } from '../error-code';
import { LibvirtError } from '../errors';
import { type Ending } from './command-stream';

/** What the end of ssh means; undefined when it only means that the daemon is gone. */
export function sshFailure(host: string, target: string, { status, words, failure }: Ending): LibvirtError | undefined {
  if (failure) {
    const reason = failure.code === 'ENOENT' ? "there is no program 'ssh' on this machine; install openssh-client" : failure.message;
    return new LibvirtError(ErrorCode.NO_CONNECT, `cannot reach ${target}: ${reason}`, undefined, undefined, { cause: failure });
  }
  const problem = distrust(host, words) ?? rejection(host, words);
  if (problem) return new LibvirtError(ErrorCode.AUTH_FAILED, `cannot reach ${target}: ${problem}`);
  if (status === 0 && words === '') return undefined;
  const said = words.split(/\s*\n\s*/).join('; ') || `ssh ended with status ${status ?? 'unknown'}`;
  return new LibvirtError(ErrorCode.NO_CONNECT, `cannot reach ${target}: ${said}`);
}

function distrust(host: string, words: string): string | undefined {
  if (words.includes('REMOTE HOST IDENTIFICATION HAS CHANGED')) {
    const [, file, line] = /^Offending .*key in (.*):(\d+)\s*$/m.exec(words) ?? [];
    const remedy = file && line ? `delete line ${line} of ${file}` : 'delete its old key';
    return `the host key of ${host} has changed. Either the host was installed anew, or another machine answers in its place. Only if you know that it was installed anew, ${remedy} and connect again`;
  }
  if (!words.includes('Host key verification failed')) return undefined;
  return `the host key of ${host} is not known. Check it with 'ssh ${host}', or trust the one that it shows first with the parameter 'known_hosts_verify=auto'`;
}

function rejection(host: string, words: string): string | undefined {
  const refused = /Permission denied \(.*\)|Too many authentication failures/.exec(words)?.[0];
  return refused && `${refused}: ${host} accepts no key of this user; nobody is asked for a password`;
}
