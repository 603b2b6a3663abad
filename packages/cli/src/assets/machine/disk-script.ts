import { CLAMP_TIMES, INSTALL } from '../debian/scripts';
import { CORE_SECTOR, EFI_SECTOR, ROOT_SECTOR, SECTOR } from './boot-sectors';

/** The packages whose signed programs UEFI starts; nothing of them is installed in the image. */
export const EFI_PACKAGES = ['shim-signed', 'grub-efi-amd64-signed'];

/** Fills the partition from which UEFI starts: the shim that Secure Boot trusts, and GRUB, which it trusts. */
const EFI = `
efi="$WORK/disk.raw@@${EFI_SECTOR * SECTOR}"
for package in "$WORK"/downloads/*.deb; do dpkg-deb -x "$package" "$WORK/signed"; done
cat > "$WORK/grub.cfg" <<END
search --fs-uuid --set=root $ROOT_UUID
set prefix=(\\$root)/boot/grub
configfile \\$prefix/grub.cfg
END
mformat -i "$efi" -T ${ROOT_SECTOR - EFI_SECTOR} -h 16 -s 63 -N "$(echo "$ROOT_UUID" | cut -c1-8)" -v EFI ::
mmd -i "$efi" ::/EFI ::/EFI/BOOT ::/EFI/debian
mcopy -i "$efi" "$WORK/signed/usr/lib/shim/shimx64.efi.signed" ::/EFI/BOOT/BOOTX64.EFI
mcopy -i "$efi" "$WORK/signed/usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed" ::/EFI/BOOT/grubx64.efi
mcopy -i "$efi" "$WORK/grub.cfg" ::/EFI/debian/grub.cfg
`;

/**
 * Makes a disk image of a tree without mounting anything: partition table, file system and boot loader are written into a file, each at its place.
 * Needs `WORK`, `TREE`, `CONF`, `OUT`, `FORMAT`, `ROOT_UUID`, `MASKED`.
 */
export const DISK = `
find "$CONF/files" -type d -exec chmod 755 {} +
cp -a --no-preserve=ownership "$CONF/files/." "$TREE/"
mkdir -p "$TREE/etc/systemd/system-generators"
for name in $MASKED; do ln -sf /dev/null "$TREE/etc/systemd/$name"; done
chroot "$TREE" systemctl -q enable systemd-networkd.service systemd-resolved.service serial-getty@ttyS0.service qemu-guest-agent.service
mkdir -p "$TREE/etc/systemd/system/sysinit.target.wants" "$TREE/etc/systemd/system/multi-user.target.wants"
ln -sf /etc/systemd/system/grow-root.service "$TREE/etc/systemd/system/sysinit.target.wants/"
ln -sf /lib/systemd/system/cloud-init.target "$TREE/etc/systemd/system/multi-user.target.wants/cloud-init.target"
ln -sf ../run/systemd/resolve/stub-resolv.conf "$TREE/etc/resolv.conf"
rm -f "$TREE"/etc/ssh/ssh_host_* "$TREE"/boot/*.old "$TREE"/*.old "$TREE/var/lib/dbus/machine-id" "$TREE/var/lib/systemd/random-seed"
chroot "$TREE" passwd -q -l root
echo "I: making the initrd"
rm -f "$TREE"/boot/initrd.img-*
kernel=$(ls "$TREE/lib/modules")
if [ "$ISOLATED" ]; then mount -t proc proc "$TREE/proc"; fi
chroot "$TREE" mktirfs -o "/boot/initrd.img-$kernel" "$kernel"
if [ "$ISOLATED" ]; then umount "$TREE/proc"; fi
ln -sf "boot/vmlinuz-$kernel" "$TREE/vmlinuz"
ln -sf "boot/initrd.img-$kernel" "$TREE/initrd.img"
${CLAMP_TIMES}
echo "I: making the disk"
used=$(du -sx --block-size=1M "$TREE" | cut -f1)
size=$(( (used * 5 / 4 + 192 + 127) / 128 * 128 ))
truncate -s "$size"M "$WORK/disk.raw"
sfdisk -q "$WORK/disk.raw" <<END
label: gpt
label-id: $ROOT_UUID
first-lba: 34
1: start=${CORE_SECTOR}, size=${EFI_SECTOR - CORE_SECTOR}, type=21686148-6449-6E6F-744E-656564454649, name="boot"
3: start=${EFI_SECTOR}, size=${ROOT_SECTOR - EFI_SECTOR}, type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B, name="efi"
2: start=${ROOT_SECTOR}, type=4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709, name="root"
END
sectors=$(sfdisk -q -l -o Sectors,Name "$WORK/disk.raw" | awk '$2 == "root" { print $1 }')
E2FSPROGS_FAKE_TIME=$SOURCE_DATE_EPOCH mke2fs -q -F -t ext4 -L root -U "$ROOT_UUID" -m 1 -J size=32 \\
  -E "offset=${ROOT_SECTOR * SECTOR},hash_seed=$ROOT_UUID,lazy_itable_init=1,lazy_journal_init=1,root_owner=0:0" -d "$TREE" "$WORK/disk.raw" "$((sectors / 2))k"
dd if="$CONF/boot.bin" of="$WORK/disk.raw" conv=notrunc status=none
dd if="$CONF/core.bin" of="$WORK/disk.raw" bs=${SECTOR} seek=${CORE_SECTOR} conv=notrunc status=none
${EFI}
echo "I: packing the disk"
qemu-img convert -f raw -O "$FORMAT" "$WORK/disk.raw" "$OUT"
`;

/** The whole of making a machine image out of a base. */
export const MACHINE_IMAGE = `${INSTALL}${DISK}`;
