import { existsSync, readFileSync } from 'node:fs';
import type { HostCheck } from '../check';
import { hasProgram } from '../system/program';

const APPARMOR = '/sys/module/apparmor/parameters/enabled';
const APPARMOR_PROFILES = '/sys/kernel/security/apparmor/profiles';
const TEMPLATE = '/etc/apparmor.d/libvirt/TEMPLATE.qemu';
const SELINUX = '/sys/fs/selinux/enforce';

/** Whether AppArmor or SELinux, where active, lets libvirt confine its guests instead of refusing to start them. */
export const confinement: HostCheck = {
  name: 'confinement',
  title: 'AppArmor, SELinux',
  needs: ['os-packages'],
  async probe({ wants }) {
    if (!wants.libvirt) {
      return { ok: true, found: 'not needed' };
    }
    if (existsSync(SELINUX)) {
      const enforcing = readFileSync(SELINUX, 'utf8').trim() === '1';
      return { ok: true, found: `SELinux is ${enforcing ? 'enforcing' : 'permissive'}; libvirt labels its guests` };
    }
    if (!apparmorIsActive()) {
      return { ok: true, found: 'neither is active' };
    }
    if (!hasProgram('apparmor_parser')) {
      const fix = 'apt-get install -y --no-install-recommends --no-remove apparmor';
      return { ok: false, found: 'AppArmor is active, but libvirt has no apparmor_parser to load its profiles', fix };
    }
    if (!existsSync(TEMPLATE)) {
      const fix = `Install libvirt's AppArmor profiles (${TEMPLATE}), or set security_driver = "none" in /etc/libvirt/qemu.conf.`;
      return { ok: false, found: `AppArmor is active, but ${TEMPLATE} is missing`, fix, onlyByHand: true };
    }
    return { ok: true, found: 'AppArmor is active and libvirt has its profiles' };
  },
  apply: ({ root }, { fix = '' }, onLine) => root.script(fix, onLine),
};

function apparmorIsActive(): boolean {
  // libvirt looks at the second file: inside a container the first says yes while nothing can be loaded.
  return existsSync(APPARMOR) && readFileSync(APPARMOR, 'utf8').trim() === 'Y' && existsSync(APPARMOR_PROFILES);
}
