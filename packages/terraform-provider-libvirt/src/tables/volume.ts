import { digestProblem } from '../upload/digest';
import { sourceProblem } from '../upload/source-address';
import { dataLoss, type EffectRule, live } from './effect';
import { sameMode, wholeNumber } from './permissions';
import { flag, object, quantity, type Rows, type Table, text } from './row';

/** Sizes come in sectors: qcow2 rounds anything else up, which would look like drift. */
export const SECTOR = 512;

const grows: EffectRule = (before, after) =>
  typeof before === 'number' && typeof after === 'number' && after < before
    ? { kind: 'data-loss', reason: 'a volume cannot shrink without losing what stands at its end' }
    : { kind: 'live', reason: 'the volume grows in place' };

const content: EffectRule = (_before, after) =>
  after === null
    ? { kind: 'live', reason: 'what is in the volume stays' }
    : { kind: 'data-loss', reason: 'other content means a new volume; what was written to this one is lost' };

const digest: EffectRule = (before, after) =>
  before === null || after === null
    ? { kind: 'live', reason: 'the digest is looked at when the volume is filled' }
    : { kind: 'data-loss', reason: 'another digest means other content and so a new volume; what was written to this one is lost' };

const unlessDropped: EffectRule = (before, after, known, around) =>
  after === null ? { kind: 'live', reason: 'the volume stays as it is' } : fixed(before, after, known, around);

const fixed = dataLoss('libvirt cannot change it in a volume that exists; the volume is made anew and what was written to it is lost');

const defined: Rows = {
  id: text('The key.', { place: 'key', mode: 'computed' }),
  name: text('Name, unique in the pool.', {
    place: 'name',
    mode: 'required',
    validate: (value) =>
      /^[^/\p{Cc}]+$/u.test(String(value)) && !['.', '..'].includes(String(value))
        ? undefined
        : `must be a file name without slashes and control characters, got ${JSON.stringify(value)}`,
  }),
  // libvirt names a volume's pool when it is looked up, not in its XML.
  pool: text('Name of the pool.', { mode: 'required' }),
  type: text('What the volume is on the host: `file` in a directory, `block` in a volume group.', {
    place: '@type',
    oneOf: ['file', 'block'],
    chosenByLibvirt: true,
  }),
  key: text('What identifies the volume on the host.', { place: 'key', mode: 'computed' }),
  path: text('Absolute path on the host.', { place: 'target/path', mode: 'computed' }),
  capacity: quantity('Size that a guest sees. Left out, that of the content or of the backing store.', {
    place: 'capacity',
    unit: 'capacity_unit',
    defaultUnit: 'bytes',
    mode: 'optional+computed',
    effect: grows,
  }),
  target: object('How the volume is stored.', {
    place: 'target',
    rows: {
      format: object('The format; left out, that of the content, else raw.', {
        place: 'format',
        chosenByLibvirt: true,
        effect: unlessDropped,
        rows: { type: text('Name of the format.', { place: '@type', mode: 'required', oneOf: ['raw', 'qcow2'] }) },
      }),
      encryption: object('How the volume is encrypted; without it, it is not.', {
        place: 'encryption',
        rows: {
          format: text('Name of the format.', { place: '@format', mode: 'required', oneOf: ['luks'] }),
          secret: object('The passphrase.', {
            place: 'secret',
            rows: {
              type: text('The kind of secret.', { place: '@type', mode: 'required', oneOf: ['passphrase'] }),
              uuid: text('UUID of a `libvirt_secret`.', { place: '@uuid', mode: 'required' }),
            },
          }),
        },
      }),
      permissions: object(
        'Permissions of the file, given to it when it is made; later ones are not looked at, because libvirt changes them for guests.',
        {
          place: 'permissions',
          chosenByLibvirt: true,
          rows: {
            mode: text('Octal mode, such as `0600`.', { place: 'mode', ...sameMode, chosenByLibvirt: true }),
            owner: text('Numeric user id.', { place: 'owner', validate: wholeNumber, chosenByLibvirt: true }),
            group: text('Numeric group id.', { place: 'group', validate: wholeNumber, chosenByLibvirt: true }),
          },
        },
      ),
    },
  }),
  backing_store: object('The volume below this one, which holds only what differs.', {
    place: 'backingStore',
    rows: {
      path: text('Absolute path of that volume.', { place: 'path', mode: 'required' }),
      format: object('Its format; libvirt does not guess it.', {
        place: 'format',
        rows: { type: text('Name of the format.', { place: '@type', mode: 'required', oneOf: ['raw', 'qcow2'] }) },
      }),
    },
  }),
  create: object('What happens when the volume is made.', {
    rows: {
      content: object('What it is filled with.', {
        rows: {
          url: text('A path, relative to the working directory, or an address with file:, http: or https:.', {
            mode: 'required',
            effect: content,
            validate: (value) => sourceProblem(String(value)),
          }),
          digest: text('`sha256:` or `sha512:` and the digest of the content; nothing is kept of content that has another.', {
            extension: true,
            effect: digest,
            validate: (value) => digestProblem(String(value)),
            same: (a, b) => String(a).toLowerCase() === String(b).toLowerCase(),
          }),
        },
      }),
    },
  }),
};

const kept: Rows = {
  retain: flag('Whether a plan that would delete or replace the volume fails.', {
    extension: true,
    effect: live('only the next plan looks at it'),
  }),
};

const sizes: Rows = {
  allocation: quantity('What the volume takes on the host.', {
    place: 'allocation',
    unit: 'allocation_unit',
    defaultUnit: 'bytes',
    mode: 'computed',
  }),
  physical: quantity('Length of the file.', { place: 'physical', unit: 'physical_unit', defaultUnit: 'bytes', mode: 'computed' }),
};

/** `libvirt_volume`. */
export const volumeTable: Table = {
  name: 'libvirt_volume',
  doc: 'A volume in a storage pool: a disk for a machine.',
  // Without an allocation libvirt would take the whole capacity at once.
  skeleton: '<volume><allocation unit="bytes">0</allocation></volume>',
  effect: fixed,
  rows: { ...defined, ...kept, ...sizes },
};

/** What of a volume is written: everything but the sizes that libvirt reports. */
export const volumeDefinition: Table = { ...volumeTable, rows: defined };
