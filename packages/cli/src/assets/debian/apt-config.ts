import { spawnSync } from 'node:child_process';
import { searchPath } from '../../host/system/command';

/** Settings of a host that make sense only there. */
const LOCAL = /^Acquire::(GzipIndexes|Languages|IndexTargets|CompressionTypes)\b/;

/** How this host's apt fetches (proxies, time-outs, checks), as lines of apt configuration; empty without apt. */
export function hostAcquireSettings(): string {
  const { stdout } = spawnSync('apt-config', ['dump', 'Acquire'], { encoding: 'utf8', env: { ...process.env, PATH: searchPath() } });
  const own = (stdout ?? '').split('\n').filter((line) => /^Acquire::\S+ ".+";$/.test(line) && !LOCAL.test(line));
  return [
    ...own,
    'Acquire::Languages "none";',
    'Acquire::Retries "3";',
    'Dir::Etc::Netrc "/etc/apt/auth.conf";',
    'Dir::Etc::NetrcParts "/etc/apt/auth.conf.d";',
    'APT::Install-Recommends "false";',
    '',
  ].join('\n');
}
