import { live, replace } from './effect';
import { flag, list, object, quantity, type Rows, type Table, text } from './row';
import { sameMode, wholeNumber } from './permissions';
import { stringAt } from './value';

const restarted = live('the pool is stopped, changed and started again within a moment; guests keep their disks');
const moved = replace('a pool cannot move; it is undefined and defined anew, and the volumes in it are lost to Terraform');
const ofNextDestroy = live('only the next destroy looks at it');
const ofCreation = live('only the creation of the pool looks at it');

const source = object('What the pool is made of; a directory needs none.', {
  place: 'source',
  rows: {
    device: list('Block devices: the one that holds the file system (`fs`), or those of the volume group (`logical`).', {
      place: 'device',
      key: (device) => stringAt(device, 'path'),
      extra: 'ignore',
      chosenByLibvirt: true,
      effect: (before, after, known, around) =>
        after === null ? { kind: 'live', reason: 'what the pool is made of stays, said or not' } : moved(before, after, known, around),
      rows: { path: text('Absolute path of the device.', { place: '@path', mode: 'required' }) },
    }),
    dir: object('The exported directory (`netfs`).', {
      place: 'dir',
      rows: { path: text('Its path on the server.', { place: '@path', mode: 'required' }) },
    }),
    host: list('The server (`netfs`).', {
      place: 'host',
      rows: { name: text('Its name or address.', { place: '@name' }), port: text('Port there.', { place: '@port' }) },
    }),
    format: object('The kind of file system, or of server. Left out, found out when the pool starts.', {
      place: 'format',
      chosenByLibvirt: true,
      rows: { type: text('Name of the format, such as `ext4` or `nfs`.', { place: '@type', mode: 'required' }) },
    }),
    name: text('Name of the volume group (`logical`).', { place: 'name', chosenByLibvirt: true }),
  },
});

const defined: Rows = {
  id: text('The UUID.', { place: 'uuid', mode: 'computed' }),
  uuid: text('UUID; settable (extension), so that a pool that a cut-off run made is found again.', {
    place: 'uuid',
    mode: 'optional+computed',
    same: (a, b) => String(a).toLowerCase() === String(b).toLowerCase(),
  }),
  name: text('Name, unique on the host.', { place: 'name', mode: 'required' }),
  type: text('What the pool is made of.', { place: '@type', mode: 'required', oneOf: ['dir', 'fs', 'netfs', 'logical'] }),
  source,
  target: object('Where the pool is on the host.', {
    place: 'target',
    chosenByLibvirt: true,
    rows: {
      path: text('Absolute path of the directory; of a volume group, libvirt chooses it.', {
        place: 'path',
        chosenByLibvirt: true,
        validate: (value) => (/^\/[^/]/.test(String(value)) ? undefined : `must be an absolute path below /, got ${JSON.stringify(value)}`),
        same: (a, b) => withoutSlash(a) === withoutSlash(b),
      }),
      permissions: object('Permissions of the directory. Left out, a directory that exists keeps its own.', {
        place: 'permissions',
        effect: restarted,
        chosenByLibvirt: true,
        rows: {
          mode: text('Octal mode, such as `0711`.', { place: 'mode', ...sameMode, chosenByLibvirt: true }),
          owner: text('Numeric user id.', { place: 'owner', validate: wholeNumber, chosenByLibvirt: true }),
          group: text('Numeric group id.', { place: 'group', validate: wholeNumber, chosenByLibvirt: true }),
        },
      }),
    },
  }),
  create: object('What happens when the pool is made.', {
    effect: ofCreation,
    rows: {
      build: flag(
        'Whether a missing directory is made, and an empty device formatted. What is on a device is never written over. Default `true`.',
      ),
      start: flag('Whether the pool is started. Default `true`.'),
      autostart: flag('Whether the pool starts with the host. Default `true`.', { effect: live('a setting of the host') }),
    },
  }),
  destroy: object('What happens when the pool is destroyed.', {
    effect: ofNextDestroy,
    rows: {
      delete: flag(
        'Whether the directory or volume group is removed, which fails unless it is empty; what is on a mounted file system stays. Left out or `false`, only an empty directory that creating the pool has made is removed.',
      ),
    },
  }),
  active: flag('Whether the pool is started. Default: what `create.start` says.', {
    extension: true,
    mode: 'optional+computed',
    effect: live('the pool is started or stopped; guests keep their disks'),
  }),
};

const sizes: Rows = {
  capacity: quantity('Size of the file system.', { place: 'capacity', unit: 'capacity_unit', defaultUnit: 'bytes', mode: 'computed' }),
  allocation: quantity('What is taken of it.', { place: 'allocation', unit: 'allocation_unit', defaultUnit: 'bytes', mode: 'computed' }),
  available: quantity('What is left of it.', { place: 'available', unit: 'available_unit', defaultUnit: 'bytes', mode: 'computed' }),
};

function withoutSlash(path: unknown): string {
  return String(path).replace(/\/+$/, '');
}

/** `libvirt_pool`. */
export const poolTable: Table = {
  name: 'libvirt_pool',
  doc: 'A storage pool: a place on the host where volumes are.',
  skeleton: '<pool/>',
  effect: moved,
  rows: { ...defined, ...sizes },
};

/** What of a pool is written: everything but the sizes that libvirt reports. */
export const poolDefinition: Table = { ...poolTable, rows: defined };
