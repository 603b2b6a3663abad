/**
 * Makes `$WORK` a file system in memory if it may and there is plenty: dpkg writes thousands of small files and asks for each to reach the disk.
 * Needs `WORK`.
 */
const IN_MEMORY = `
free=$(awk '/^MemAvailable/ { print int($2 / 1048576) }' /proc/meminfo)
if [ "$ISOLATED" ] && [ "$free" -ge 6 ]; then mount -t tmpfs -o size=4g,mode=755 labcloud "$WORK" 2>/dev/null || true; fi
`;

/** Makes a tarball of Debian's essential packages. Needs `WORK`, `OUT`, `CONF`, `SUITE`, `ARCHITECTURE`. */
export const MAKE_BASE = `${IN_MEMORY}
export TMPDIR="$WORK"
set -- --mode=root --format=directory --variant=essential --architectures="$ARCHITECTURE" --skip=cleanup/apt/lists --aptopt="$CONF/apt.conf" --dpkgopt="$CONF/dpkg.cfg"
if [ -e /usr/share/keyrings/debian-archive-keyring.gpg ]; then set -- "$@" --keyring=/usr/share/keyrings/debian-archive-keyring.gpg --keyring=/etc/apt/trusted.gpg.d; fi
mmdebstrap "$@" "$SUITE" "$WORK/tree" "$CONF/sources.list"
rm -f "$WORK/tree/etc/apt/apt.conf.d/99mmdebstrap" "$WORK/tree/etc/resolv.conf" "$WORK/tree/etc/hostname"
echo "I: packing the base"
tar -C "$WORK/tree" --numeric-owner -cf - . | zstd -q -1 -T0 -o "$OUT"
`;

/**
 * Unpacks a base into `$WORK/tree` and installs packages there with the host's apt, so that the image needs neither apt nor a network of its own.
 * Packages in `DOWNLOADS` are only fetched, into `$WORK/downloads`. Needs `WORK`, `BASE`, `CONF`, `ARCHITECTURE`, `PACKAGES`.
 */
export const INSTALL = `${IN_MEMORY}
TREE="$WORK/tree"
mkdir "$TREE"
echo "I: unpacking the base"
zstd -q -dc "$BASE" | tar -C "$TREE" --numeric-owner -xf -
cat > "$WORK/apt.conf" <<END
Dir "$TREE/";
Dir::State::Status "$TREE/var/lib/dpkg/status";
Dir::Etc::Trusted "/etc/apt/trusted.gpg";
Dir::Etc::TrustedParts "/etc/apt/trusted.gpg.d/";
Dir::Log "/dev/null";
Dir::Bin::dpkg "env";
DPkg::Options:: "--unset=TMPDIR";
DPkg::Options:: "dpkg";
DPkg::Chroot-Directory "$TREE";
DPkg::Use-Pty "false";
APT::Architecture "$ARCHITECTURE";
APT::Sandbox::User "root";
END
cat "$CONF/apt.conf" >> "$WORK/apt.conf"
mkdir -p "$TREE/proc" "$TREE/dev" "$TREE/sys"
if [ "$ISOLATED" ]; then mount -t proc proc "$TREE/proc"; fi
printf '#!/bin/sh\\nexit 101\\n' > "$TREE/usr/sbin/policy-rc.d"
chmod 755 "$TREE/usr/sbin/policy-rc.d"
APT_CONFIG="$WORK/apt.conf" TMPDIR="$TREE/tmp" DEBIAN_FRONTEND=noninteractive DEBCONF_NONINTERACTIVE_SEEN=true apt-get -y -q install $PACKAGES
if [ "\${DOWNLOADS-}" ]; then mkdir "$WORK/downloads" && (cd "$WORK/downloads" && APT_CONFIG="$WORK/apt.conf" apt-get -q download $DOWNLOADS); fi
rm -f "$TREE/usr/sbin/policy-rc.d"
if [ "$ISOLATED" ]; then umount "$TREE/proc"; fi
cp "$CONF/plain-sources.list" "$TREE/etc/apt/sources.list"
cp "$CONF/slim.cfg" "$TREE/etc/dpkg/dpkg.cfg.d/slim"
rm -rf "$TREE"/var/lib/apt/lists/* "$TREE"/var/cache/apt/* "$TREE"/var/cache/debconf/*-old "$TREE"/var/lib/dpkg/*-old "$TREE"/var/cache/ldconfig/aux-cache "$TREE"/tmp/* "$TREE"/run/* \\
  "$TREE/etc/dpkg/dpkg.cfg.d/99mmdebstrap" "$TREE/etc/apt/sources.list.d" "$TREE/etc/resolv.conf" "$TREE/etc/hostname"
mkdir -p "$TREE/etc/apt/sources.list.d" "$TREE/var/cache/apt/archives/partial" "$TREE/var/lib/apt/lists/partial"
find "$TREE/var/log" -type f -delete
`;

/** Gives what is younger than `SOURCE_DATE_EPOCH` that time, so that equal packages give equal images. */
export const CLAMP_TIMES = `find "$TREE" -xdev -newermt "@$SOURCE_DATE_EPOCH" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
`;
