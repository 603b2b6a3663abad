import { existsSync } from 'node:fs';

const UNIT_FOLDERS = ['/etc/systemd/system', '/usr/local/lib/systemd/system', '/usr/lib/systemd/system', '/lib/systemd/system'];

/** Whether systemd manages this machine's daemons. */
export function hasSystemd(): boolean {
  return existsSync('/run/systemd/system');
}

/** Whether systemd knows a unit. */
export function hasUnit(unit: string): boolean {
  return UNIT_FOLDERS.some((folder) => existsSync(`${folder}/${unit}`));
}

/** Whether systemd listens for a socket at boot. */
export function isSocketEnabled(unit: string): boolean {
  return existsSync(`/etc/systemd/system/sockets.target.wants/${unit}`);
}
