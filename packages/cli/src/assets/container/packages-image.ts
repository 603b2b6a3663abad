import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DebianPackages } from '../asset';
import { type BuildContext, notices, writeConfiguration } from '../debian/build';
import { debianArchitecture } from '../debian/architecture';
import { CLAMP_TIMES, INSTALL } from '../debian/scripts';
import { runRootScript } from '../process/root-script';
import { SOURCE_DATE_EPOCH } from '../debian/epoch';

/** The commands and files that make a container image from packages; their hash is part of the result's name. */
export const PACKAGES_IMAGE = `${INSTALL}
: > "$TREE/etc/resolv.conf"
: > "$TREE/etc/machine-id"
${CLAMP_TIMES}
echo "I: packing the image"
tar -C "$TREE" --numeric-owner --sort=name --exclude=./dev --exclude='./proc/*' --exclude='./sys/*' -cf - . | gzip -1n > "$OUT"
`;

/** The Dockerfile of an image that is a packed root file system. */
export const ROOTFS_DOCKERFILE = `FROM scratch
ADD rootfs.tar.gz /
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8
CMD ["/bin/sh"]
`;

/** Builds a Docker context of an image with these packages in `work`, and returns its folder. */
export async function buildPackagesImage(
  id: string,
  { suite, packages }: DebianPackages,
  base: string,
  work: string,
  context: BuildContext,
): Promise<string> {
  const root = join(work, 'root');
  const result = join(work, 'context');
  mkdirSync(root);
  mkdirSync(result);
  const tarball = join(work, 'rootfs.tar.gz');
  await runRootScript(PACKAGES_IMAGE, {
    title: `Building the container image ${id}`,
    log: join(context.logs, `image-${id}.log`),
    env: {
      WORK: root,
      OUT: tarball,
      BASE: base,
      CONF: writeConfiguration(work, suite),
      ARCHITECTURE: debianArchitecture(),
      PACKAGES: packages.join(' '),
      SOURCE_DATE_EPOCH,
    },
    signal: context.signal,
    onLine: notices(context.update),
  });
  writeFileSync(join(result, 'Dockerfile'), ROOTFS_DOCKERFILE);
  renameSync(tarball, join(result, 'rootfs.tar.gz'));
  return result;
}
