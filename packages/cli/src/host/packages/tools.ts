import type { Family } from '../system/distribution';

/** A program that the lab runs on, and the packages that bring it. */
export interface Tool {
  readonly program: string;
  /** Programs that do as well. @default - none */
  readonly instead?: readonly string[];
  readonly use: 'always' | 'libvirt' | 'docker';
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
