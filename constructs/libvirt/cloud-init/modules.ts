import { closest } from '../../core';
import { ANYTHING, either, fields, FLAG, list, map, oneOf, type Shape, text, whole } from './shape';

const ABSOLUTE = text('an absolute path', /^\/[^\0]*$/);
const DEVICE = text('a device', /^[^\s]+$/);
const HOST = text('a host name or an address', /^[A-Za-z0-9]([A-Za-z0-9.:_-]*[A-Za-z0-9])?$/);
const HOST_NAME = text(
  'a host name',
  /^(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/,
);
const URL = text('a URL', /^[a-z][a-z0-9+.-]*:\/\/\S+$/i);
const BYTES = either(whole(1), text('a size such as 2G or 512M', /^[1-9]\d*(\.\d+)?[KMGT]?B?$/i));
const WORDS = list(text());
const COMMANDS = list(either(text('a line for the shell', /\S/), WORDS));
const CERTIFICATE = text(
  'a certificate in PEM form',
  /^\s*-----BEGIN (TRUSTED )?CERTIFICATE-----[^]+-----END (TRUSTED )?CERTIFICATE-----\s*$/,
);
const CERTIFICATES = fields({ remove_defaults: FLAG, trusted: list(CERTIFICATE) });
/** Index 0 to 5: what, where, type, options, dump, pass. */
const MOUNT = list(text(), { least: 1, most: 6 });

const NTP = fields({
  enabled: FLAG,
  ntp_client: text(),
  servers: list(HOST),
  pools: list(HOST),
  peers: list(HOST),
  allow: list(text()),
  config: fields({ confpath: ABSOLUTE, check_exe: text(), packages: list(text()), service_name: text(), template: text() }),
});

const PARTITION = either(whole(1, 100), list(either(whole(1, 100), text()), { least: 2, most: 2 }));

const APT_SOURCE = fields({
  source: text('a source line, or ppa:…', /\S/),
  keyid: text('the id of a key', /^(0x)?[0-9A-Fa-f ]{8,60}$/),
  key: text('an armoured key', /-----BEGIN PGP PUBLIC KEY BLOCK-----/),
  keyserver: text(),
  filename: text('a file name', /^[A-Za-z0-9._-]+$/),
  append: FLAG,
});
const APT_MIRROR = list(
  fields({ arches: list(text()), uri: URL, search: list(URL), search_dns: FLAG, keyid: text(), key: text() }, { required: ['arches'] }),
);

const APT = fields({
  preserve_sources_list: FLAG,
  sources_list: text(),
  sources: map(APT_SOURCE),
  primary: APT_MIRROR,
  security: APT_MIRROR,
  conf: text(),
  proxy: URL,
  http_proxy: URL,
  https_proxy: URL,
  ftp_proxy: URL,
  add_apt_repo_match: text(),
  debconf_selections: map(text()),
  disable_suites: list(text()),
});

const SWAP = fields({ filename: ABSOLUTE, size: either(oneOf('auto'), BYTES), maxsize: BYTES });

const POWER_STATE = fields(
  {
    mode: oneOf('poweroff', 'halt', 'reboot'),
    delay: either(oneOf('now'), whole(0)),
    message: text(),
    timeout: whole(0),
    condition: either(FLAG, text(), WORDS),
  },
  { required: ['mode'] },
);

const FILE_SYSTEM = fields(
  {
    device: DEVICE,
    filesystem: text('a file system', /^[a-z0-9]+$/),
    label: text('a label of at most 16 characters', /^.{1,16}$/),
    partition: oneOf('auto', 'any', 'none'),
    overwrite: FLAG,
    replace_fs: text(),
    extra_opts: either(text(), list(text())),
    cmd: either(text(), list(text())),
  },
  { required: ['device'] },
);

/** What may stand at the top of a `#cloud-config`, for those modules whose rules are worth a message before the machine starts. */
const CHECKED: Readonly<Record<string, Shape>> = {
  bootcmd: COMMANDS,
  hostname: HOST_NAME,
  fqdn: HOST_NAME,
  prefer_fqdn_over_hostname: FLAG,
  preserve_hostname: FLAG,
  manage_etc_hosts: either(FLAG, oneOf('localhost', 'template')),
  timezone: text('a time zone such as Europe/Berlin', /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+){0,2}$/),
  locale: text('a locale such as de_DE.UTF-8', /^(C|POSIX|[a-z]{2,3}(_[A-Z]{2})?)(\.[A-Za-z0-9-]+)?(@[a-z]+)?$/),
  locale_configfile: ABSOLUTE,
  ntp: NTP,
  mounts: list(MOUNT),
  mount_default_fields: list(text(), { least: 6, most: 6 }),
  swap: SWAP,
  growpart: fields({
    mode: oneOf('auto', 'growpart', 'gpart', 'off', false),
    devices: list(DEVICE),
    ignore_growroot_disabled: FLAG,
  }),
  resize_rootfs: either(FLAG, oneOf('noblock')),
  disk_setup: map(
    fields({ table_type: oneOf('mbr', 'gpt'), layout: either(FLAG, oneOf('remove'), list(PARTITION)), overwrite: FLAG }),
    DEVICE,
  ),
  fs_setup: list(FILE_SYSTEM),
  device_aliases: map(ABSOLUTE),
  ca_certs: CERTIFICATES,
  'ca-certs': CERTIFICATES,
  apt: APT,
  package_update: FLAG,
  package_upgrade: FLAG,
  package_reboot_if_required: FLAG,
  power_state: POWER_STATE,
  phone_home: fields(
    {
      url: URL,
      post: either(oneOf('all'), list(oneOf('pub_key_rsa', 'pub_key_ecdsa', 'pub_key_ed25519', 'instance_id', 'hostname', 'fqdn'))),
      tries: whole(1),
    },
    { required: ['url'] },
  ),
  final_message: text(),
  ssh_pwauth: FLAG,
  ssh_deletekeys: FLAG,
  ssh_genkeytypes: list(oneOf('rsa', 'ecdsa', 'ed25519')),
  ssh_import_id: list(text()),
  ssh_quiet_keygen: FLAG,
  no_ssh_fingerprints: FLAG,
  disable_root: FLAG,
  groups: either(map(list(text())), list(either(text(), map(either(text(), list(text())))))),
  keyboard: fields({ layout: text(), model: text(), variant: text(), options: text() }, { required: ['layout'] }),
  manage_resolv_conf: FLAG,
  resolv_conf: fields({
    nameservers: list(HOST),
    searchdomains: list(HOST_NAME),
    domain: HOST_NAME,
    sortlist: list(text()),
    options: map(ANYTHING),
  }),
  yum_repo_dir: ABSOLUTE,
  random_seed: fields({
    file: ABSOLUTE,
    data: text(),
    encoding: oneOf('raw', 'base64', 'b64', 'gzip', 'gz'),
    command: WORDS,
    command_required: FLAG,
  }),
};

/** Modules whose settings are taken as they are. */
const UNCHECKED = [
  'ansible',
  'apk_repos',
  'apt_pipelining',
  'byobu_by_default',
  'chef',
  'disable_ec2_metadata',
  'disable_root_opts',
  'drivers',
  'fan',
  'grub_dpkg',
  'landscape',
  'lxd',
  'mcollective',
  'migrate',
  'puppet',
  'rh_subscription',
  'rsyslog',
  'salt_minion',
  'snap',
  'spacewalk',
  'ssh',
  'ssh_fp_console_blacklist',
  'ssh_key_console_blacklist',
  'ssh_keys',
  'ssh_publish_hostkeys',
  'ubuntu_advantage',
  'ubuntu_pro',
  'updates',
  'vendor_data',
  'wireguard',
  'yum_repos',
  'zypper',
];

/** What methods of `CloudInit` say better, and would clash with. */
const OWNED: Readonly<Record<string, string>> = {
  users: 'addUser',
  user: 'addUser',
  ssh_authorized_keys: 'addUser',
  password: `addUser with 'passwordHash' or 'password'`,
  chpasswd: `addUser with 'passwordHash' or 'password'`,
  packages: 'addPackages',
  write_files: 'addFile',
  runcmd: 'addCommand',
};

const SHAPES: Readonly<Record<string, Shape>> = { ...Object.fromEntries(UNCHECKED.map((name) => [name, ANYTHING])), ...CHECKED };

/**
 * Checks a setting at the top of a `#cloud-config`.
 * @throws RangeError if cloud-init knows no such module, or would not take the value
 */
export function checkModule(name: string, value: unknown): void {
  const method = Object.hasOwn(OWNED, name) ? OWNED[name] : undefined;
  if (method !== undefined) {
    throw new RangeError(`'${name}' of cloud-init must be said by ${method}`);
  }
  const known = Object.hasOwn(SHAPES, name) ? SHAPES[name] : undefined;
  if (known === undefined) {
    throw new RangeError(`cloud-init has no '${name}': ${closest(name, [...Object.keys(SHAPES), ...Object.keys(OWNED)])}`);
  }
  const problem = known.problem(value, name);
  if (problem !== undefined) {
    throw new RangeError(`${problem} (of cloud-init)`);
  }
}
