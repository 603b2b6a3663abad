import type { HypervisorPart } from '../../project/manifest';
import type { Family } from '../system/distribution';

/** A program that the lab runs on, and the packages that bring it. */
export interface Tool {
  readonly program: string;
  /** Programs, or files by their paths, that do as well. @default - none */
  readonly instead?: readonly string[];
  readonly use: 'always' | 'libvirt' | 'docker' | HypervisorPart;
  readonly packages: Readonly<Record<Exclude<Family, 'unknown'>, readonly string[]>>;
}

/** Every program that the lab runs on. */
export const TOOLS: readonly Tool[] = [
  {
    program: 'libvirtd',
    instead: ['virtqemud'],
    use: 'libvirt',
    packages: {
      apt: ['libvirt-daemon-system'],
      dnf: ['libvirt-daemon-kvm'],
      pacman: ['libvirt'],
      zypper: ['libvirt-daemon-qemu', 'libvirt-daemon-config-network'],
    },
  },
  {
    program: 'qemu-system-x86_64',
    use: 'libvirt',
    packages: { apt: ['qemu-system-x86'], dnf: ['qemu-system-x86-core'], pacman: ['qemu-base'], zypper: ['qemu-x86'] },
  },
  {
    program: 'qemu-img',
    use: 'libvirt',
    packages: { apt: ['qemu-utils'], dnf: ['qemu-img'], pacman: ['qemu-img'], zypper: ['qemu-tools'] },
  },
  {
    program: 'dnsmasq',
    use: 'libvirt',
    packages: { apt: ['dnsmasq-base'], dnf: ['dnsmasq'], pacman: ['dnsmasq'], zypper: ['dnsmasq'] },
  },
  {
    program: 'OVMF',
    instead: [
      '/usr/share/OVMF/OVMF_CODE_4M.fd',
      '/usr/share/edk2/ovmf/OVMF_CODE.fd',
      '/usr/share/edk2/x64/OVMF_CODE.4m.fd',
      '/usr/share/qemu/ovmf-x86_64-4m-code.bin',
    ],
    use: 'uefi',
    packages: { apt: ['ovmf'], dnf: ['edk2-ovmf'], pacman: ['edk2-ovmf'], zypper: ['qemu-ovmf-x86_64'] },
  },
  {
    program: 'swtpm_setup',
    use: 'tpm',
    packages: { apt: ['swtpm', 'swtpm-tools'], dnf: ['swtpm', 'swtpm-tools'], pacman: ['swtpm'], zypper: ['swtpm'] },
  },
  {
    program: 'virtiofsd',
    instead: ['/usr/lib/qemu/virtiofsd', '/usr/libexec/virtiofsd', '/usr/lib/virtiofsd'],
    use: 'shared-folders',
    packages: { apt: ['qemu-system-common'], dnf: ['virtiofsd'], pacman: ['virtiofsd'], zypper: ['virtiofsd'] },
  },
  {
    program: '/usr/share/libvirt/nwfilter/no-ip-spoofing.xml',
    use: 'packet-filters',
    packages: {
      apt: ['libvirt-daemon-config-nwfilter'],
      dnf: ['libvirt-daemon-config-nwfilter'],
      pacman: ['libvirt'],
      zypper: ['libvirt-daemon-config-nwfilter'],
    },
  },
  {
    program: 'iptables',
    use: 'always',
    packages: { apt: ['iptables'], dnf: ['iptables-nft'], pacman: ['iptables-nft'], zypper: ['iptables'] },
  },
  {
    program: 'ssh',
    use: 'libvirt',
    packages: { apt: ['openssh-client'], dnf: ['openssh-clients'], pacman: ['openssh'], zypper: ['openssh-clients'] },
  },
  {
    program: 'dockerd',
    use: 'docker',
    packages: { apt: ['docker.io'], dnf: ['moby-engine'], pacman: ['docker'], zypper: ['docker'] },
  },
  {
    program: 'tini',
    instead: ['docker-init'],
    use: 'always',
    packages: { apt: ['tini'], dnf: ['tini'], pacman: ['tini'], zypper: ['tini'] },
  },
];
