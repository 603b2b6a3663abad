import type { GuestFile } from './guest-file';

/** How the kernel starts: from the links in `/` that every kernel package keeps up to date. */
export function bootFiles(rootUuid: string): GuestFile[] {
  const words = `root=UUID=${rootUuid} rw rootflags=noatime,errors=remount-ro console=tty0 console=ttyS0,115200n8 quiet`;
  return [
    // From a BIOS, "linux" moves all memory that the kernel may need before it starts, byte by byte: two seconds of a processor under emulation.
    {
      path: '/boot/grub/grub.cfg',
      content: `set timeout=0
serial --unit=0 --speed=115200
terminal_input serial
terminal_output serial
if [ "$grub_platform" = pc ]; then
  linux16 /vmlinuz ${words}
  initrd16 /initrd.img
else
  linux /vmlinuz ${words}
  initrd /initrd.img
fi
boot
`,
    },
    // The kernel mounts the root file system itself, writable: a line here would have systemd wait for udev, check and mount it again.
    { path: '/etc/fstab', content: '# The root file system is mounted by the kernel: see /boot/grub/grub.cfg.\n' },
    {
      path: '/etc/tiny-initramfs/tiny-initramfs.conf',
      content: `AUTO_MODULES=no
MICROCODE=no
INCLUDE_MODULES="virtio_pci,virtio_blk,ext4"
`,
    },
    // Without it a new kernel's package does not renew the links.
    { path: '/etc/kernel-img.conf', content: 'do_symlinks = yes\nlink_in_boot = no\n' },
  ];
}
