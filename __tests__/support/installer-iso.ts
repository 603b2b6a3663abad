import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { CORE_SECTOR, EFI_SECTOR, makeBootSectors, ROOT_SECTOR, SECTOR } from '../../packages/cli/src/assets/machine/boot-sectors';
import { type SmallLinux } from './small-linux';

const DISK_SECTORS = ROOT_SECTOR + 81_920;
const SERIAL = 'serial --unit=0 --speed=115200\nterminal_input serial\nterminal_output serial\nset timeout=0\n';

/** What the installer says on the serial console when it is done, and what the installed system says when it has started. */
export const WORDS = { installed: 'The system is on the disk.', started: 'Started from the disk.' } as const;

/** Builds an ISO image that installs a small system on the first disk and powers off, as installers of distributions do. */
export async function makeInstallerIso(linux: SmallLinux, folder: string): Promise<string> {
  const disk = await makeDisk(linux, folder);
  const tree = join(folder, 'iso');
  mkdirSync(join(tree, 'boot/grub'), { recursive: true });
  const payload = { path: 'disk.gz', content: gzipSync(readFileSync(disk), { level: 1 }) };
  const script = `test -b /dev/vda && gunzip -c /disk.gz > /dev/vda && sync && echo "${WORDS.installed}"`;
  writeFileSync(join(tree, 'boot/initrd'), linux.initrd(script, [payload]));
  writeFileSync(join(tree, 'boot/vmlinuz'), readFileSync(linux.kernel));
  writeFileSync(join(tree, 'boot/grub/grub.cfg'), `${SERIAL}linux /boot/vmlinuz console=ttyS0 quiet\ninitrd /boot/initrd\nboot\n`);
  const modules = ['biosdisk', 'iso9660', 'normal', 'linux', 'configfile', 'serial', 'echo'];
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
  writeFileSync(join(root, 'vmlinuz'), readFileSync(linux.kernel));
  writeFileSync(join(root, 'initrd'), linux.initrd(`echo "${WORDS.started}"\nsleep 3600`));
  writeFileSync(join(root, 'boot/grub/grub.cfg'), `${SERIAL}linux /vmlinuz console=ttyS0 quiet\ninitrd /initrd\nboot\n`);
  const disk = join(folder, 'disk.raw');
  writeFileSync(disk, Buffer.alloc(0));
  execFileSync('truncate', ['-s', String(DISK_SECTORS * SECTOR), disk]);
  const table = [
    'label: gpt',
    `1: start=${CORE_SECTOR}, size=${EFI_SECTOR - CORE_SECTOR}, type=21686148-6449-6E6F-744E-656564454649`,
    `2: start=${ROOT_SECTOR}, type=L`,
  ];
  execFileSync('sfdisk', ['-q', disk], { input: `${table.join('\n')}\n` });
  const kibibytes = Math.floor((DISK_SECTORS - ROOT_SECTOR - 64) / 2);
  execFileSync('mke2fs', ['-q', '-F', '-t', 'ext2', '-E', `offset=${ROOT_SECTOR * SECTOR}`, '-d', root, disk, `${kibibytes}k`]);
  await makeBootSectors(folder, { title: 'Making boot sectors', log: join(folder, 'grub.log') });
  for (const [file, sector] of [
    ['boot.bin', 0],
    ['core.bin', CORE_SECTOR],
  ] as const)
    execFileSync('dd', [`if=${join(folder, file)}`, `of=${disk}`, `bs=${SECTOR}`, `seek=${sector}`, 'conv=notrunc', 'status=none']);
  return disk;
}
