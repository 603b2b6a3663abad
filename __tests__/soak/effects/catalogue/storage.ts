import { type Catalogue, trial, type Values } from '../trial';

const DEVICES = 'needs block devices or a server of its own, on which the pool is made anew';

/** How `libvirt_pool` is tried: in directories. */
export const poolCatalogue: Catalogue = {
  base: { name: '{name}', uuid: '{uuid:1}', type: 'dir', target: { path: '{folder}/pool' } },
  trials: [
    trial('name', '{name}', '{name}-renamed', { hand: 'none' }),
    trial('uuid', '{uuid:1}', '{uuid:2}', { hand: 'none' }),
    trial('target.path', '{folder}/pool', '{folder}/other'),
    trial('target.permissions.mode', '0711', '0755'),
    trial('target.permissions.owner', '0', '1'),
    trial('target.permissions.group', '0', '1'),
    trial('create.build', true, false, { hand: 'none' }),
    trial('create.start', true, false, { with: { active: true }, hand: 'none' }),
    trial('create.autostart', true, false, { hand: 'autostart' }),
    trial('destroy.delete', true, false, { hand: 'none' }),
    trial('active', true, false, { modes: ['running'], hand: 'start' }),
    trial('active', false, true, { modes: ['stopped'], hand: 'stop' }),
  ],
  untried: {
    type: DEVICES,
    'source.device[]': DEVICES,
    'source.device.path': DEVICES,
    'source.dir.path': DEVICES,
    'source.host[]': DEVICES,
    'source.host.name': DEVICES,
    'source.host.port': DEVICES,
    'source.format.type': DEVICES,
    'source.name': DEVICES,
  },
};

const permissions = (name: string): Values => ({ 'target.permissions': { mode: '0600', owner: '0', group: '0', [name]: null } });
const luks = (number: number): Values => ({
  'target.encryption': { format: 'luks', secret: { type: 'passphrase', uuid: `{secret:${String(number)}}` } },
});

/** How `libvirt_volume` is tried: in directories. */
export const volumeCatalogue: Catalogue = {
  base: { name: '{name}', pool: '{pool}', capacity: 2, capacity_unit: 'MiB' },
  trials: [
    trial('name', '{name}', '{name}-renamed', { hand: 'none' }),
    trial('pool', '{pool}', '{pool}-2', { hand: 'none' }),
    trial('capacity', 2, 4, { hand: 'none' }),
    trial('capacity', 2, 4, { with: { target: { format: { type: 'qcow2' } } }, hand: 'none' }),
    trial('target.format.type', 'raw', 'qcow2', { hand: 'none' }),
    trial('target.encryption', null, { format: 'luks', secret: { type: 'passphrase', uuid: '{secret:1}' } }, { hand: 'none' }),
    trial('target.encryption.secret.uuid', '{secret:1}', '{secret:2}', { with: luks(1), hand: 'none' }),
    trial('target.permissions.mode', '0600', '0640', { with: permissions('mode'), hand: 'none' }),
    trial('target.permissions.owner', '0', '1', { with: permissions('owner'), hand: 'none' }),
    trial('target.permissions.group', '0', '1', { with: permissions('group'), hand: 'none' }),
    trial('backing_store.path', '{volume:a}', '{volume:b}', {
      with: { backing_store: { format: { type: 'raw' } }, target: { format: { type: 'qcow2' } } },
      hand: 'none',
    }),
    trial('backing_store.format.type', 'raw', 'qcow2', {
      with: { backing_store: { path: '{volume:c}' }, target: { format: { type: 'qcow2' } } },
      hand: 'none',
    }),
    trial('create.content.url', '{disk:one}', '{disk:two}', { with: { capacity: null, capacity_unit: null }, hand: 'none' }),
    trial('create.content.digest', '{digest:one}', '{digest:two}', {
      with: { 'create.content.url': '{disk:one}', capacity: null, capacity_unit: null },
      along: { 'create.content.url': '{disk:two}' },
      hand: 'none',
    }),
    trial('retain', false, true, { hand: 'none' }),
  ],
  untried: {
    type: 'needs a volume group',
  },
};

/** How `libvirt_cloudinit_disk` is tried: as volumes. */
export const seedCatalogue: Catalogue = {
  base: { name: '{name}', pool: '{pool}', user_data: '#cloud-config\n', meta_data: 'instance-id: one\n' },
  trials: [
    trial('name', '{name}', '{name}-renamed', { hand: 'none' }),
    trial('pool', '{pool}', '{pool}-2', { hand: 'none' }),
    trial('user_data', '#cloud-config\n', '#cloud-config\nruncmd: []\n', { hand: 'content' }),
    trial('user_data_wo_version', '1', '2', {
      with: { user_data: null, user_data_wo: '#cloud-config\n' },
      hand: 'content',
    }),
    trial('meta_data', 'instance-id: one\n', 'instance-id: two\n', { hand: 'content' }),
    trial('network_config', 'version: 1\n', 'version: 2\n', { hand: 'content' }),
  ],
  untried: { user_data_wo: 'is in no plan; a change shows by user_data_wo_version' },
};

/** How `libvirt_secret` is tried. */
export const secretCatalogue: Catalogue = {
  base: {
    uuid: '{uuid:1}',
    usage: { type: 'volume', volume: '{folder}/volume' },
    value_wo: 'abc',
    value_wo_version: '1',
  },
  trials: [
    trial('uuid', '{uuid:1}', '{uuid:2}', { hand: 'none' }),
    trial('description', 'one', 'two'),
    // libvirt refuses to change what a secret is for.
    trial('usage.volume', '{folder}/volume', '{folder}/other', { hand: 'none' }),
    trial('value_wo_version', '1', '2', { hand: 'none' }),
  ],
  untried: {
    'usage.type': 'there is one kind of use',
    value_wo: 'is in no plan; a change shows by value_wo_version',
  },
};
