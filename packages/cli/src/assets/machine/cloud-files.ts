import type { GuestFile } from './guest-file';

const CLOUD_CONFIG = `# Every module that costs time without being asked for is left out; cloud-init's own default list is in its documentation.
users: [default]
disable_root: true
preserve_hostname: false
ssh_deletekeys: true
ssh_genkeytypes: [ed25519]
no_ssh_fingerprints: true
ssh:
  emit_keys_to_console: false
datasource_list: [NoCloud, None]
# systemd-repart and systemd-growfs have done both by then, in a tenth of the time.
growpart: { mode: 'off' }
resize_rootfs: false
apt: { preserve_sources_list: true }

cloud_init_modules:
  - bootcmd
  - write-files
  - growpart
  - resizefs
  - disk_setup
  - mounts
  - set_hostname
  - update_hostname
  - update_etc_hosts
  - ca-certs
  - users-groups
  - ssh

cloud_config_modules:
  - set-passwords
  - ssh-import-id
  - locale
  - timezone
  - ntp
  - apt-configure
  - runcmd

cloud_final_modules:
  - package-update-upgrade-install
  - write-files-deferred
  - scripts-vendor
  - scripts-per-once
  - scripts-per-boot
  - scripts-per-instance
  - scripts-user
  - phone-home
  - final-message
  - power-state-change

system_info:
  distro: debian
  default_user:
    name: debian
    lock_passwd: true
    gecos: Debian
    groups: [adm, dip, sudo]
    sudo: ['ALL=(ALL) NOPASSWD:ALL']
    shell: /bin/bash
  network: { renderers: [networkd] }
  paths: { cloud_dir: /var/lib/cloud, templates_dir: /etc/cloud/templates }
  ssh_svcname: ssh
  apt_get_command: [/usr/lib/labcloud/apt-get, '--option=Dpkg::Options::=--force-confold', '--option=Dpkg::options::=--force-unsafe-io', --assume-yes, --quiet]
  package_mirrors:
    - arches: [default]
      failsafe:
        primary: https://deb.debian.org/debian
        security: https://deb.debian.org/debian-security
`;

// cloud-init updates the package lists before it installs anything, which needs a network and a minute under emulation.
const APT_GET = `#!/bin/sh
# apt-get for cloud-init: nothing to do where all packages are installed, and lists are fetched only when they are needed.
verb=
packages=
exact=
for word in "$@"; do
  case $word in
    -*) ;;
    *=*|*/*) exact=1 ;;
    *) if [ -z "$verb" ]; then verb=$word; else packages="$packages $word"; fi ;;
  esac
done
installed() {
  [ -z "$exact" ] && states=$(dpkg-query -W -f '\${db:Status-Status}\\n' $packages 2>/dev/null) && ! echo "$states" | grep -qvx installed
}
refresh() { ls /var/lib/apt/lists/*Packages* >/dev/null 2>&1 || /usr/bin/apt-get --quiet update; }
case $verb in
  update) grep -Eq '^(package|apt)_update: true' /var/lib/cloud/instance/cloud-config.txt || exit 0 ;;
  install) installed && exit 0; refresh || exit ;;
  *upgrade) refresh || exit ;;
esac
exec /usr/bin/apt-get "$@"
`;

/** How cloud-init works in the image. */
export function cloudFiles(): GuestFile[] {
  return [
    { path: '/etc/cloud/cloud.cfg', content: CLOUD_CONFIG },
    { path: '/etc/cloud/ds-identify.cfg', content: 'policy: enabled\n' },
    { path: '/usr/lib/labcloud/apt-get', content: APT_GET, mode: 0o755 },
  ];
}
