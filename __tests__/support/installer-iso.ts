import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CORE_SECTOR, EFI_SECTOR, makeBootSectors, ROOT_SECTOR, SECTOR } from '../../packages/cli/src/assets/machine/boot-sectors';
import { COMMAND_LINE, type SmallLinux } from './small-linux';

const MEBIBYTE = 1 << 20;
const ROOT_START = ROOT_SECTOR * SECTOR;
// In the file system beside the files' own content.
const OVERHEAD = MEBIBYTE;
const SERIAL = 'serial --unit=0 --speed=115200\nterminal_input serial\nterminal_output serial\nset timeout=0\n';

// As a BIOS starts a kernel: "linux" would first move all the memory that it may need, byte by byte.
const start = (folder: string): string => `linux16 ${folder}/vmlinuz ${COMMAND_LINE}\ninitrd16 ${folder}/initrd\nboot\n`;

/** What the installer says on the serial console when it is done, and what the installed system says when it has started. */
export const WORDS = { installed: 'The system is on the disk.', started: 'Started from the disk.' } as const;

/** Builds an ISO image that installs a small system on the first disk and powers off, as installers of distributions do. */
export async function makeInstallerIso(linux: SmallLinux, folder: string): Promise<string> {
  const disk = readFileSync(await makeDisk(linux, folder));
  const tree = join(folder, 'iso');
  mkdirSync(join(tree, 'boot/grub'), { recursive: true });
  // Neither packed nor with the empty partition between the two: unpacking and writing zeros would take longer than all else under emulation.
  const payload = [
    { path: 'start', content: disk.subarray(0, EFI_SECTOR * SECTOR) },
    { path: 'root', content: disk.subarray(ROOT_START) },
  ];
  const write = `dd if=/start of=/dev/vda bs=1M && dd if=/root of=/dev/vda bs=1M seek=${ROOT_START / MEBIBYTE}`;
  writeFileSync(join(tree, 'boot/initrd'), linux.initrd(`test -b /dev/vda && ${write} && sync && echo "${WORDS.installed}"`, payload));
  writeFileSync(join(tree, 'boot/vmlinuz'), readFileSync(linux.kernel));
  writeFileSync(join(tree, 'boot/grub/grub.cfg'), `${SERIAL}${start('/boot')}`);
  const modules = ['biosdisk', 'iso9660', 'normal', 'linux16', 'configfile', 'serial', 'echo'];
  const core = join(tree, 'boot/grub/eltorito.img');
  execFileSync('grub-mkimage', ['--format', 'i386-pc-eltorito', '--prefix', '(cd)/boot/grub', '--output', core, ...modules]);
  const iso = join(folder, 'install.iso');
  const bootable = ['-b', 'boot/grub/eltorito.img', '-no-emul-boot', '-boot-load-size', '4', '-boot-info-table'];
  execFileSync('genisoimage', ['-quiet', '-R', ...bootable, '-o', iso, tree]);
  return iso;
}

/** The disk as the installer leaves it: partitions, GRUB, and a file system with a kernel. */
async function makeDisk(linux: SmallLinux, folder: string): Promise<string> {
  const root = join(folder, 'root');
  mkdirSync(join(root, 'boot/grub'), { recursive: true });
  const kernel = readFileSync(linux.kernel);
  const initrd = linux.initrd(`echo "${WORDS.started}"\nsleep 3600`);
  writeFileSync(join(root, 'vmlinuz'), kernel);
  writeFileSync(join(root, 'initrd'), initrd);
  writeFileSync(join(root, 'boot/grub/grub.cfg'), `${SERIAL}${start('')}`);
  const disk = join(folder, 'disk.raw');
  const size = Math.ceil((kernel.length + initrd.length + OVERHEAD) / MEBIBYTE) * MEBIBYTE;
  writeFileSync(disk, '');
  // What is behind the partition is for the second partition table.
  truncateSync(disk, ROOT_START + size + MEBIBYTE);
  const table = [
    'label: gpt',
    `1: start=${CORE_SECTOR}, size=${EFI_SECTOR - CORE_SECTOR}, type=21686148-6449-6E6F-744E-656564454649`,
    `2: start=${ROOT_SECTOR}, size=${size / SECTOR}, type=L`,
  ];
  execFileSync('sfdisk', ['-q', disk], { input: `${table.join('\n')}\n` });
  const layout = ['-t', 'ext2', '-b', '4096', '-m', '0', '-N', '64', '-O', '^resize_inode', '-E', `offset=${ROOT_START}`];
  execFileSync('mke2fs', ['-q', '-F', ...layout, '-d', root, disk, `${size / 1024}k`]);
  await makeBootSectors(folder, { title: 'Making boot sectors', log: join(folder, 'grub.log') });
  for (const [file, sector] of [
    ['boot.bin', 0],
    ['core.bin', CORE_SECTOR],
  ] as const)
    execFileSync('dd', [`if=${join(folder, file)}`, `of=${disk}`, `bs=${SECTOR}`, `seek=${sector}`, 'conv=notrunc', 'status=none']);
  return disk;
}
