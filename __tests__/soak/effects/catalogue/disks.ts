import { type Item } from '../../../../packages/terraform-provider-libvirt/src/tables';
import { trial, type Trial } from '../trial';

const AT = 'devices.disks[1]';

function disk(more: Item = {}, dev = 'vdb', bus = 'virtio'): Item {
  return { driver: { name: 'qemu', type: 'raw' }, source: { file: { file: '{disk:data}' } }, target: { dev, bus }, ...more };
}

const drive: Item = { device: 'cdrom', target: { dev: 'sda', bus: 'sata' }, read_only: true };
const driver = (name: string, before: string, after: string, more: Item = {}): Trial =>
  trial(`${AT}.driver.${name}`, before, after, { with: { [AT]: disk({ driver: { name: 'qemu', type: 'raw', ...more } }) } });
const luks = (number: number): Item => ({ format: 'luks', secrets: [{ type: 'passphrase', uuid: `{secret:${String(number)}}` }] });
const encrypted: Item = disk({ source: { file: { file: '{luks}' } } });

/** `devices.disks`. */
export const disks: Trial[] = [
  trial(AT, null, disk()),
  trial(AT, disk(), null),
  trial(AT, null, disk({}, 'sdb', 'scsi'), { with: { 'devices.controllers[1]': { type: 'scsi', model: 'virtio-scsi' } } }),
  trial(AT, disk({}, 'sdb', 'sata'), null),
  trial(AT, null, disk({}, 'sdb', 'usb')),
  trial(AT, null, drive),
  trial(`${AT}.device`, 'disk', 'cdrom', { with: { [AT]: disk({}, 'sdb', 'sata') } }),
  trial(`${AT}.driver.type`, 'raw', 'qcow2', { with: { [AT]: disk({ source: { file: { file: '{qcow2}' } } }) } }),
  driver('cache', 'none', 'writeback'),
  driver('io', 'threads', 'native', { cache: 'none' }),
  driver('discard', 'ignore', 'unmap'),
  driver('detect_zeros', 'off', 'on'),
  trial(`${AT}.source.file.file`, '{disk:one}', '{disk:two}', { with: { [AT]: disk() } }),
  trial(`${AT}.source.file.file`, '{disk:one}', '{disk:two}', { with: { [AT]: drive } }),
  trial(`${AT}.source`, null, { file: { file: '{disk:one}' } }, { with: { [AT]: drive } }),
  trial(`${AT}.source`, { file: { file: '{disk:one}' } }, { volume: { pool: '{pool}', volume: 'd' } }, { with: { [AT]: drive } }),
  trial(`${AT}.source`, { file: { file: '{disk:one}' } }, { block: { dev: '{loop:3}' } }, { with: { [AT]: disk() } }),
  trial(`${AT}.source.volume.volume`, 'a', 'b', { with: { [AT]: disk({ source: { volume: { pool: '{pool}' } } }) } }),
  trial(`${AT}.source.volume.pool`, '{pool}', '{pool}-2', { with: { [AT]: disk({ source: { volume: { volume: 'e' } } }) } }),
  trial(`${AT}.source.block.dev`, '{loop:1}', '{loop:2}', { with: { [AT]: disk({ source: {} }) } }),
  trial(`${AT}.target.dev`, 'vdb', 'vdc', { with: { [AT]: disk() } }),
  trial(`${AT}.target.bus`, 'virtio', 'sata', { with: { [AT]: disk({}, 'sdb') } }),
  trial(`${AT}.encryption`, null, luks(1), { with: { [AT]: encrypted } }),
  trial(`${AT}.encryption.secrets[0].uuid`, '{secret:1}', '{secret:2}', { with: { [AT]: { ...encrypted, encryption: luks(1) } } }),
  trial(`${AT}.boot.order`, 2, 3, { with: { [AT]: disk(), 'devices.disks[0].boot.order': 1 } }),
  trial(`${AT}.serial`, 'ONE', 'TWO', { with: { [AT]: disk() } }),
  trial(`${AT}.serial`, null, 'TWO', { with: { [AT]: drive } }),
  trial(`${AT}.read_only`, false, true, { with: { [AT]: disk() } }),
  trial(`${AT}.shareable`, false, true, { with: { [AT]: disk() } }),
];

/** What is not tried of that, and why. */
export const disksUntried: Record<string, string> = {
  'devices.disks.driver.name': 'QEMU has one back end',
  'devices.disks.encryption.secrets.type': 'there is one kind of secret',
};
