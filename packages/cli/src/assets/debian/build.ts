import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cache } from '../cache/cache';
import { shortHash } from '../cache/digest';
import { runRootScript } from '../process/root-script';
import { hostAcquireSettings } from './apt-config';
import { hostSources, plainSources } from './apt-sources';
import { debianArchitecture } from './architecture';
import { MAKE_BASE } from './scripts';
import { SLIM } from './slim';

/** What every build from Debian packages works with. */
export interface BuildContext {
  /** The folder of logs of this project. */
  readonly logs: string;
  readonly signal?: AbortSignal;
  readonly update: (text: string) => void;
}

// The base holds package lists: older ones name packages that the mirrors have replaced.
const MAX_AGE = 6 * 3_600_000;

/**
 * The tarball of a release's essential packages that all images of a run share; made again when it is older than six hours.
 *
 * @param bases the cache's folder of such tarballs
 */
export function debianBase(bases: Cache, suite: string, context: BuildContext): Promise<string> {
  const sources = hostSources(suite);
  const architecture = debianArchitecture();
  const name = `${suite}-${architecture}-${shortHash([MAKE_BASE, SLIM, sources])}.tar.zst`;
  const make = async (work: string): Promise<string> => {
    const out = join(work, name);
    const tree = join(work, 'root');
    mkdirSync(tree);
    await runRootScript(MAKE_BASE, {
      title: `Building the Debian base of ${suite}`,
      log: join(context.logs, `base-${suite}.log`),
      env: { WORK: tree, OUT: out, CONF: writeConfiguration(work, suite), SUITE: suite, ARCHITECTURE: architecture },
      signal: context.signal,
      onLine: notices(context.update),
    });
    return out;
  };
  return bases.produce(name, make, {
    maxAge: MAX_AGE,
    signal: context.signal,
    onWait: () => context.update('waiting for another run that builds the same'),
  });
}

/** Writes what the scripts of a build read, and returns the folder. */
export function writeConfiguration(work: string, suite: string): string {
  const folder = join(work, 'configuration');
  mkdirSync(folder);
  const write = (name: string, content: string): void => writeFileSync(join(folder, name), content);
  write('apt.conf', hostAcquireSettings());
  write('sources.list', hostSources(suite));
  write('plain-sources.list', plainSources(suite));
  write('slim.cfg', `${SLIM.join('\n')}\n`);
  write('dpkg.cfg', `${[...SLIM, 'force-unsafe-io'].join('\n')}\n`);
  return folder;
}

/** Turns what a build prints into progress: its own notices and the package that is being set up. */
export function notices(update: (text: string) => void): (line: string) => void {
  return (line) => {
    const notice = /^I: (.+?)\.*$/.exec(line)?.[1] ?? /^(?:Setting up) (\S+)/.exec(line)?.[1];
    if (notice && !/^(finding|automatically|chroot arch|skipping|success|done)/.test(notice)) {
      update(notice);
    }
  };
}
