import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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
for module in ${MODULES.map((name) => name.replace(/.*\//, '')).join(' ')}; do insmod /modules/$module.ko; done
`;

/** Debian's kernel and a BusyBox, of which guests are made that need no system of their own. Nothing is installed. */
export class SmallLinux {
  /** Fetches the packages into a folder, which must be one that all may read. */
  static fetch(folder: string): SmallLinux {
    const dependencies = execFileSync('apt-cache', ['depends', 'linux-image-cloud-amd64'], { encoding: 'utf8' });
    const image = /Depends: (linux-image-\S+)/.exec(dependencies)?.[1];
    if (image === undefined) throw new Error(`no kernel in:\n${dependencies}`);
    const packages = join(folder, 'packages');
    mkdirSync(packages, { recursive: true });
    execFileSync('apt-get', ['-q', 'download', image, 'busybox-static'], { cwd: packages, stdio: 'pipe' });
    const tree = join(folder, 'tree');
    for (const file of readdirSync(packages)) execFileSync('dpkg-deb', ['-x', join(packages, file), tree]);
    return new SmallLinux(tree, image.replace('linux-image-', ''));
  }

  private constructor(
    private readonly tree: string,
    /** The kernel's release. */
    readonly version: string,
  ) {}

  /** The kernel's file. */
  get kernel(): string {
    return join(this.tree, 'boot', `vmlinuz-${this.version}`);
  }

  /** An initial file system that runs a script of BusyBox's shell, with virtio disks and interfaces and its words on the first serial port, and powers off. */
  initrd(script: string, files: readonly CpioEntry[] = []): Buffer {
    const modules = MODULES.map((name) => ({
      path: `modules/${name.replace(/.*\//, '')}.ko`,
      content: readFileSync(join(this.tree, 'lib/modules', this.version, 'kernel', `${name}.ko`)),
    }));
    return cpioArchive([
      { path: 'bin' },
      { path: 'modules' },
      { path: 'bin/busybox', content: readFileSync(join(this.tree, 'bin/busybox')), executable: true },
      { path: 'init', content: Buffer.from(`${BEGIN}${script}\npoweroff -f\n`), executable: true },
      ...modules,
      ...files,
    ]);
  }
}
