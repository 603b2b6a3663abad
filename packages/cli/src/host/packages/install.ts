import type { Family } from '../system/distribution';

const OTHERS: Readonly<Partial<Record<Family, string>>> = {
  dnf: 'dnf install -y --setopt=install_weak_deps=False',
  pacman: 'pacman -S --needed --noconfirm',
  zypper: 'zypper --non-interactive install --no-recommends',
};

// Waits for another apt to end, removes nothing that is there, and updates the lists only when they do not know a package.
const APT_INSTALL = 'apt-get install -y --no-install-recommends --no-remove -o DPkg::Lock::Timeout=300';

/** The commands that install packages; where the names are Debian's only, in words. */
export function installCommands(family: Family, packages: readonly string[], options: { readonly repair?: boolean } = {}): string {
  const names = packages.join(' ');
  if (family === 'apt') {
    const repair = options.repair ? ['dpkg --configure -a', 'apt-get install -y --fix-broken --no-remove -o DPkg::Lock::Timeout=300'] : [];
    const install = names ? [`${APT_INSTALL} ${names} || { apt-get update && ${APT_INSTALL} ${names}; }`] : [];
    return [...repair, ...install].join('\n');
  }
  const command = OTHERS[family];
  return command ? `${command} ${names}` : `Install what Debian calls: ${names}`;
}
