import { dataLoss, live, replace } from './effect';
import { object, type Rows, type Table, text } from './row';

const rows: Rows = {
  id: text('The UUID.', { place: 'uuid', mode: 'computed', extension: true }),
  uuid: text('UUID, by which volumes and disks refer to it; chosen by libvirt when left out.', {
    place: 'uuid',
    mode: 'optional+computed',
    extension: true,
    effect: replace('the UUID is what volumes and disks refer to'),
  }),
  description: text('What it is for.', { place: 'description', extension: true, effect: live('the description enters the definition') }),
  usage: object('What it opens; libvirt finds it by that after it has looked at a pool anew.', {
    place: 'usage',
    extension: true,
    effect: replace('libvirt does not change what a secret is for'),
    rows: {
      type: text('The kind of object.', { place: '@type', mode: 'required', oneOf: ['volume'] }),
      volume: text('Absolute path of the volume.', { place: 'volume', mode: 'required' }),
    },
  }),
  value_wo: text('The value, which libvirt gives back to nobody. A change shows only by `value_wo_version`.', {
    mode: 'required',
    extension: true,
    writeOnly: true,
    sensitive: true,
  }),
  value_wo_version: text('Changes with `value_wo`. Must not be made from the value.', {
    extension: true,
    effect: dataLoss('what was encrypted with the old value cannot be read with the new one'),
  }),
};

/** `libvirt_secret`. */
export const secretTable: Table = {
  name: 'libvirt_secret',
  doc: 'A secret that libvirt keeps for volumes and disks: a passphrase. Not in the published provider (extension).',
  skeleton: '<secret ephemeral="no" private="yes"/>',
  effect: replace('a secret is made anew'),
  rows,
};
