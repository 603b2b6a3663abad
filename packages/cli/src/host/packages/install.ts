import type { Family } from '../system/distribution';

const OTHERS: Readonly<Partial<Record<Family, string>>> = {
  dnf: 'dnf install -y --setopt=install_weak_deps=False',
  pacman: 'pacman -S --needed --noconfirm',
  zypper: 'zypper --non-interactive install --no-recommends',
};

// Waits for another apt to end and removes nothing that is there.
const APT_INSTALL = 'apt-get install -y --no-install-recommends --no-remove -o DPkg::Lock::Timeout=300';

export interface InstallOptions {
  /** Whether an installation was cut off and has to be ended first. @default false */
  readonly repair?: boolean;
  /** Whether apt has never fetched its lists. @default false */
  readonly noLists?: boolean;
}

/** The commands that install packages; where their names are known for Debian only, in words. */
export function installCommands(
  family: Family,
  packages: readonly string[],
  { repair = false, noLists = false }: InstallOptions = {},
): string {
  const names = packages.join(' ');
  if (family === 'apt') {
    const install = `${APT_INSTALL} ${names}`;
    const end = repair ? ['dpkg --configure -a', 'apt-get install -y --fix-broken --no-remove -o DPkg::Lock::Timeout=300'] : [];
    // Lists that are too old name packages that are gone.
    const begin = noLists ? ['apt-get update', install] : [`${install} || { apt-get update && ${install}; }`];
    return [...end, ...(names ? begin : [])].join('\n');
  }
  const command = OTHERS[family];
  return command ? `${command} ${names}` : `Install what Debian calls: ${names}`;
}
