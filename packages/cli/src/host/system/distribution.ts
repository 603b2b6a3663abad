import { readFileSync } from 'node:fs';

/** The families of Linux distributions, by their package manager. */
export type Family = 'apt' | 'dnf' | 'pacman' | 'zypper' | 'unknown';

/** Which Linux this is. */
export interface Distribution {
  readonly name: string;
  readonly family: Family;
}

const FAMILIES: Readonly<Record<string, Family>> = {
  debian: 'apt',
  ubuntu: 'apt',
  fedora: 'dnf',
  rhel: 'dnf',
  centos: 'dnf',
  arch: 'pacman',
  suse: 'zypper',
  opensuse: 'zypper',
};

/** Reads which Linux this is from the content of `/etc/os-release`. */
export function parseDistribution(osRelease: string): Distribution {
  const fields = new Map(
    osRelease.split('\n').flatMap((line) => {
      const match = /^([A-Z_]+)=(.*)$/.exec(line.trim());
      return match?.[1] ? [[match[1], (match[2] ?? '').replace(/^(["'])(.*)\1$/, '$2')] as const] : [];
    }),
  );
  const ids = [fields.get('ID') ?? '', ...(fields.get('ID_LIKE') ?? '').split(/\s+/)];
  const family = ids.map((id) => FAMILIES[id]).find((known) => known !== undefined) ?? 'unknown';
  return { name: fields.get('PRETTY_NAME') ?? fields.get('ID') ?? 'an unknown Linux', family };
}

/** Which Linux this machine runs. */
export function distribution(): Distribution {
  try {
    return parseDistribution(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return { name: 'an unknown Linux', family: 'unknown' };
  }
}
