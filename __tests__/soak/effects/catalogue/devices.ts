import { type Item } from '../../../../packages/terraform-provider-libvirt/src/tables';
import { trial, type Trial, type Values } from '../trial';

const balloon = (name: string, before: string | number, after: string | number): Trial =>
  trial(`devices.mem_balloon.${name}`, before, after);
const vnc = (more: Item): Item => ({ vnc: { auto_port: false, port: 5961, listen: '127.0.0.1', ...more } });
const screen: Values = { 'devices.graphics[0]': { vnc: { auto_port: true, listen: '127.0.0.1' } } };
const card = (type: string): Values => ({ 'devices.videos[0]': { model: { type } } });
const tpm: Item = { model: 'tpm-tis', backend: { emulator: { version: '2.0' } } };
const shared: Values = { 'memory_backing.memory_source.type': 'memfd', 'memory_backing.memory_access.mode': 'shared' };
const folder: Item = { driver: { type: 'virtiofs' }, source: { mount: { dir: '{folder}' } }, target: { dir: 'share' } };

/** All other devices. */
export const devices: Trial[] = [
  trial('devices.rngs[0]', null, { model: 'virtio', backend: { random: '/dev/urandom' } }),
  trial('devices.rngs[0].model', 'virtio', 'virtio-non-transitional', { with: { 'devices.rngs[0].backend.random': '/dev/urandom' } }),
  trial('devices.rngs[0].backend.random', '/dev/urandom', '/dev/random', { with: { 'devices.rngs[0].model': 'virtio' } }),
  balloon('model', 'virtio', 'none'),
  balloon('auto_deflate', 'off', 'on'),
  balloon('free_page_reporting', 'off', 'on'),
  balloon('stats.period', 10, 20),
  trial('devices.controllers[1]', null, { type: 'scsi', index: 0, model: 'virtio-scsi' }),
  trial('devices.controllers[1].model', 'virtio-scsi', 'lsilogic', { with: { 'devices.controllers[1]': { type: 'scsi', index: 0 } } }),
  trial('devices.graphics[0]', null, vnc({ auto_port: true, port: null })),
  trial('devices.graphics[0].vnc.auto_port', true, false, { with: screen, along: { 'devices.graphics[0].vnc.port': 5964 } }),
  trial('devices.graphics[0].vnc.port', 5961, 5962, { with: { 'devices.graphics[0]': vnc({}) } }),
  trial('devices.graphics[0].vnc.listen', '127.0.0.1', '127.0.0.2', { with: screen }),
  trial('devices.graphics[0].vnc.passwd_wo_version', '1', '2', {
    with: { ...screen, 'devices.graphics[0].vnc.passwd_wo': 'secret' },
    hand: 'none',
  }),
  trial('devices.videos[0]', null, { model: { type: 'vga' } }),
  trial('devices.videos[0].model.type', 'vga', 'cirrus', { with: card('vga') }),
  trial('devices.videos[0].model.heads', 1, 2, { with: card('qxl') }),
  trial('devices.videos[0].model.vram', 16384, 32768, { with: card('vga') }),
  trial('devices.tpms[0]', null, tpm),
  trial('devices.tpms[0].model', 'tpm-tis', 'tpm-crb', { with: { 'devices.tpms[0]': tpm } }),
  trial('devices.tpms[0].backend.emulator.version', '1.2', '2.0', { with: { 'devices.tpms[0]': tpm } }),
  trial('devices.watchdogs[0]', null, { model: 'i6300esb', action: 'reset' }),
  trial('devices.watchdogs[0].action', 'reset', 'poweroff', { with: { 'devices.watchdogs[0].model': 'i6300esb' } }),
  trial('devices.watchdogs[0].model', 'i6300esb', 'ib700', { with: { 'devices.watchdogs[0].action': 'reset' } }),
  trial('devices.filesystems[0]', null, folder, { with: shared }),
  trial('devices.filesystems[0].driver.type', 'virtiofs', 'path', {
    with: { ...shared, 'devices.filesystems[0]': folder },
    modes: ['stopped'],
  }),
  trial('devices.filesystems[0].source.mount.dir', '{folder}', '/tmp', { with: { ...shared, 'devices.filesystems[0]': folder } }),
  trial('devices.filesystems[0].target.dir', 'share', 'other', { with: { ...shared, 'devices.filesystems[0]': folder } }),
];

const ADDRESS = 'needs a PCI device of the host that can be given away';

/** What is not tried of that, and why. */
export const devicesUntried: Record<string, string> = {
  'devices.controllers.type': 'tells the controllers apart: another type is another controller',
  'devices.controllers.index': 'tells the controllers apart: another number is another controller',
  'devices.graphics.vnc': 'the one kind of screen',
  'devices.graphics.vnc.passwd_wo': 'is in no plan; a change shows by passwd_wo_version',
  'devices.videos.model.primary': 'says something only of one of several cards',
  'devices.tpms.backend.emulator': 'the one kind of module',
  'devices.filesystems.source.mount': 'the one kind of source',
  'devices.hostdevs[]': ADDRESS,
  'devices.hostdevs.managed': ADDRESS,
  'devices.hostdevs.subsys_pci': ADDRESS,
  'devices.hostdevs.subsys_pci.source.address.domain': ADDRESS,
  'devices.hostdevs.subsys_pci.source.address.bus': ADDRESS,
  'devices.hostdevs.subsys_pci.source.address.slot': ADDRESS,
  'devices.hostdevs.subsys_pci.source.address.function': ADDRESS,
};
