import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type CpioEntry, cpioArchive } from './cpio';

// In the order in which they need each other.
const MODULES = [
  'drivers/virtio/virtio_ring',
  'drivers/virtio/virtio',
  'drivers/virtio/virtio_pci_modern_dev',
  'drivers/virtio/virtio_pci_legacy_dev',
  'drivers/virtio/virtio_pci',
  'drivers/block/virtio_blk',
  'net/core/failover',
  'drivers/net/net_failover',
  'drivers/net/virtio_net',
];

const BEGIN = `#!/bin/busybox sh
/bin/busybox mkdir -p /proc /sys /dev /bin /usr/bin /sbin /usr/sbin
/bin/busybox --install -s
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
exec >/dev/ttyS0 2>&1 </dev/ttyS0
for module in ${MODULES.map((name) => basename(name)).join(' ')}; do insmod /modules/$module.ko; done
`;

/** The kernel's command line; a fifth of a boot under emulation would be tests of its cryptography, and taking out what only several processors need. */
export const COMMAND_LINE = 'console=ttyS0 quiet no_timer_check cryptomgr.notests=1 noreplace-smp';

/** Where it is kept for all tests of this clone. */
const CACHE = join(__dirname, '../../coverage/small-linux');

/** Debian's kernel and a BusyBox, of which guests are made that need no system of their own. Nothing is installed. */
export class SmallLinux {
  /** Fetches the packages if no test has yet, and puts the kernel into a folder, which must be one that all may read. */
  static fetch(folder: string): SmallLinux {
    ensureUnpacked();
    const [version = ''] = readdirSync(join(CACHE, 'lib/modules'));
    const kernel = join(folder, `vmlinuz-${version}`);
    copyFileSync(join(CACHE, 'boot', `vmlinuz-${version}`), kernel);
    return new SmallLinux(kernel, version);
  }

  /** A BusyBox that needs no library. */
  static get busybox(): string {
    ensureUnpacked();
    return join(CACHE, 'bin/busybox');
  }

  private constructor(
    /** The kernel's file. */
    readonly kernel: string,
    /** The kernel's release. */
    readonly version: string,
  ) {}

  /** An initial file system that runs a script of BusyBox's shell, with virtio disks and interfaces and its words on the first serial port, and powers off. */
  initrd(script: string, files: readonly CpioEntry[] = []): Buffer {
    const modules = MODULES.map((name) => ({
      path: `modules/${basename(name)}.ko`,
      content: readFileSync(join(CACHE, 'lib/modules', this.version, 'kernel', `${name}.ko`)),
    }));
    return cpioArchive([
      { path: 'bin' },
      { path: 'modules' },
      { path: 'bin/busybox', content: readFileSync(SmallLinux.busybox), executable: true },
      { path: 'init', content: Buffer.from(`${BEGIN}${script}\npoweroff -f\n`), executable: true },
      ...modules,
      ...files,
    ]);
  }
}

function ensureUnpacked(): void {
  if (!existsSync(CACHE)) unpack(CACHE);
}

/** Makes a folder of what the packages contain; two who do so at once both succeed, and one is the first. */
function unpack(target: string): void {
  const dependencies = execFileSync('apt-cache', ['depends', 'linux-image-cloud-amd64'], { encoding: 'utf8' });
  const image = /Depends: (linux-image-\S+)/.exec(dependencies)?.[1];
  if (image === undefined) throw new Error(`no kernel in:\n${dependencies}`);
  mkdirSync(dirname(target), { recursive: true });
  const work = mkdtempSync(`${target}-`);
  try {
    execFileSync('apt-get', ['-q', 'download', image, 'busybox-static'], { cwd: work, stdio: 'pipe' });
    const tree = join(work, 'tree');
    for (const file of readdirSync(work)) execFileSync('dpkg-deb', ['-x', join(work, file), tree]);
    renameSync(tree, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
