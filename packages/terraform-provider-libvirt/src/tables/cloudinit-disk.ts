import { live, replace } from './effect';
import { number, type Rows, type Table, text } from './row';

const rewritten = live('the seed is written anew at its place; a guest sees it at its next boot');

const rows: Rows = {
  id: text('The path.', { mode: 'computed' }),
  name: text('Name of the seed; with `pool`, that of its volume.', {
    mode: 'required',
    validate: (value) =>
      /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(String(value))
        ? undefined
        : `must be at most 128 letters, digits, '.', '_' and '-', got ${JSON.stringify(value)}`,
  }),
  user_data: text('The user-data, mostly `#cloud-config`; it stands in the state. Either this or `user_data_wo` must be set.', {
    sensitive: true,
    effect: rewritten,
  }),
  user_data_wo: text('User-data that holds secrets: it is in no state and no plan. A change shows only by `user_data_wo_version`.', {
    extension: true,
    writeOnly: true,
    sensitive: true,
    effect: rewritten,
  }),
  user_data_wo_version: text('Changes with `user_data_wo`, so that the seed is written anew. Must not be made from a secret.', {
    extension: true,
    effect: rewritten,
  }),
  meta_data: text('The meta-data: `instance-id` and `local-hostname`.', { mode: 'required', effect: rewritten }),
  network_config: text('The network configuration, version 1 or 2.', { effect: rewritten }),
  pool: text('Name of the pool that the seed becomes a volume in; left out, it is a file of this user on this machine.', {
    extension: true,
  }),
  path: text('Absolute path of the ISO image.', { mode: 'computed' }),
  size: number('Its length in bytes.', { mode: 'computed' }),
};

/** `libvirt_cloudinit_disk`. */
export const cloudinitDiskTable: Table = {
  name: 'libvirt_cloudinit_disk',
  doc: 'A seed for cloud-init: an ISO image with the label `cidata` that only its owner may read.',
  skeleton: '<seed/>',
  effect: replace('the seed is made at another place'),
  rows,
};
