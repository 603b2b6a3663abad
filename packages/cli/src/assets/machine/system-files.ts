import type { GuestFile } from './guest-file';

/** Units that a machine of a lab has no use for; each costs a process or more at boot. */
export const MASKED_UNITS = [
  'apt-daily.timer',
  'apt-daily-upgrade.timer',
  'dpkg-db-backup.timer',
  'e2scrub_all.timer',
  'e2scrub_reap.service',
  'cloud-init-hotplugd.socket',
  'systemd-binfmt.service',
  'proc-sys-fs-binfmt_misc.automount',
  'systemd-firstboot.service',
  'systemd-pcrphase.service',
  'systemd-pcrphase-sysinit.service',
  'systemd-pstore.service',
  'systemd-repart.service',
  'systemd-sysusers.service',
  'systemd-update-utmp.service',
  'systemd-update-utmp-runlevel.service',
  'systemd-ask-password-console.path',
  'systemd-ask-password-wall.path',
  'systemd-network-generator.service',
  'getty@tty1.service',
  'getty-static.service',
  'modprobe@configfs.service',
  'modprobe@drm.service',
  'modprobe@fuse.service',
  'modprobe@efi_pstore.service',
  'sys-kernel-config.mount',
  'sys-kernel-debug.mount',
  'sys-kernel-tracing.mount',
  'sys-fs-fuse-connections.mount',
  'dev-hugepages.mount',
];

/** Generators of units for what such a machine does not have. */
export const MASKED_GENERATORS = [
  'cloud-init-generator',
  'systemd-cryptsetup-generator',
  'systemd-getty-generator',
  'systemd-gpt-auto-generator',
  'systemd-hibernate-resume-generator',
  'systemd-integritysetup-generator',
  'systemd-rc-local-generator',
  'systemd-run-generator',
  'systemd-system-update-generator',
  'systemd-veritysetup-generator',
];

// Each of the 240 devices of a machine costs udev some 50 ms under emulation, and the spare ports for more (class 0x060400) need nothing of it; what is
// plugged in later still gets all its events.
const COLD_PLUG = `[Service]
ExecStart=
ExecStart=-udevadm trigger --type=devices --action=add --prioritized-subsystem=block,net --attr-nomatch=class=0x060400 --subsystem-match=block --subsystem-match=net --subsystem-match=virtio --subsystem-match=virtio-ports --subsystem-match=pci --subsystem-match=input --subsystem-match=rtc --subsystem-match=nvme --subsystem-match=scsi --subsystem-match=usb
ExecStart=-udevadm trigger --type=devices --action=add --subsystem-match=tty --sysname-match=ttyS0 --sysname-match=hvc0
ExecStart=-udevadm trigger --type=all --action=add --subsystem-match=module --sysname-match=block
`;

const GROW_ROOT = `[Unit]
Description=Grow the root file system to its disk
DefaultDependencies=no
Before=cloud-init.service sysinit.target shutdown.target
Conflicts=shutdown.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/systemd-repart --dry-run=no
ExecStart=/lib/systemd/systemd-growfs /
SuccessExitStatus=77
`;

/** The system's own settings. */
export function systemFiles(): GuestFile[] {
  return [
    { path: '/etc/hosts', content: '127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n' },
    { path: '/etc/hostname', content: 'debian\n' },
    { path: '/etc/default/locale', content: 'LANG=C.UTF-8\n' },
    // Empty: systemd makes one at the first boot, so that no two machines share it.
    { path: '/etc/machine-id', content: '' },
    // Its test of the configuration takes as long as the start itself.
    { path: '/etc/systemd/system/ssh.service.d/start.conf', content: '[Service]\nExecStartPre=\n' },
    { path: '/etc/systemd/system/systemd-udev-trigger.service.d/few.conf', content: COLD_PLUG },
    { path: '/etc/modules-load.d/machine.conf', content: 'virtio_net\nvirtio_console\nbutton\nevdev\n' },
    { path: '/etc/systemd/system/grow-root.service', content: GROW_ROOT },
    { path: '/etc/repart.d/50-root.conf', content: '[Partition]\nType=root\n' },
    {
      path: '/etc/ssh/sshd_config.d/10-keys-only.conf',
      content: 'PasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin prohibit-password\nUseDNS no\n',
    },
    { path: '/etc/systemd/journald.conf.d/10-size.conf', content: '[Journal]\nSystemMaxUse=64M\n' },
    // One interface suffices to go on: a second one may have no network yet.
    {
      path: '/etc/systemd/system/systemd-networkd-wait-online.service.d/any.conf',
      content: '[Service]\nExecStart=\nExecStart=/lib/systemd/systemd-networkd-wait-online --any --timeout=30\n',
    },
  ];
}
