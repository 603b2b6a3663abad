import { existsSync, statSync } from 'node:fs';
import type { HostCheck } from '../check';
import { groupId } from '../system/accounts';

const KVM = '/dev/kvm';
const FOR_GROUP = 0o060;
const FOR_ALL = 0o006;

/** Whether QEMU's user may open `/dev/kvm`; without udev nobody gave it to the group that may. */
export const kvmAccess: HostCheck = {
  name: 'kvm-access',
  title: `Access to ${KVM}`,
  needs: ['os-packages'],
  async probe({ wants }) {
    if (!wants.libvirt || !existsSync(KVM)) {
      return { ok: true, found: wants.libvirt ? `no ${KVM}` : 'not needed' };
    }
    const { mode, gid } = statSync(KVM);
    const found = `${KVM} has mode 0${(mode & 0o777).toString(8)} and group ${gid}`;
    const group = groupId('kvm');
    const forGroup = gid === group && (mode & FOR_GROUP) === FOR_GROUP;
    if (forGroup || (mode & FOR_ALL) === FOR_ALL) {
      return { ok: true, found };
    }
    const makeGroup = group === undefined ? ['groupadd --force --system kvm'] : [];
    return { ok: false, found, fix: [...makeGroup, `chgrp kvm ${KVM}`, `chmod 0660 ${KVM}`].join('\n') };
  },
  apply: ({ root }, { fix = '' }, onLine) => root.script(fix, onLine),
};
