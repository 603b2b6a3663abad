import { trial, type Trial, type Values } from '../trial';

const serial: Values = { 'devices.serials[0]': { target: { type: 'isa-serial', port: 0 } } };
const socket: Values = { 'devices.serials[0]': { source: { unix: { path: '{folder}/socket', mode: 'bind' } } } };
const log: Values = { 'devices.serials[0]': { log: { file: '{folder}/log', append: 'off' } } };
const virtio: Values = { 'devices.consoles[0]': { target: { type: 'virtio', port: 0 } } };
const file = (path: string): { file: { path: string } } => ({ file: { path } });

function ends(at: string, more: Values): Trial[] {
  const unix = (mode: string): Values => ({ ...more, [`${at}.source.unix`]: { path: '{folder}/socket', mode } });
  return [
    trial(`${at}.source`, null, file('{folder}/one'), { with: more }),
    trial(`${at}.source.file.path`, '{folder}/one', '{folder}/two', { with: more }),
    trial(`${at}.source.file.append`, 'off', 'on', { with: { ...more, [`${at}.source.file.path`]: '{folder}/one' } }),
    trial(`${at}.source`, file('{folder}/one'), { unix: { path: '{folder}/socket', mode: 'bind' } }, { with: more }),
    trial(`${at}.source.unix.path`, '{folder}/socket', '{folder}/other', { with: unix('bind') }),
    // Nobody listens there, so that such a machine does not start.
    trial(`${at}.source.unix.mode`, 'bind', 'connect', { with: unix('bind'), modes: ['stopped'] }),
    trial(`${at}.source`, file('{folder}/one'), { null: true }, { with: more }),
  ];
}

/** Serial ports, consoles and channels. */
export const characters: Trial[] = [
  trial('devices.serials[0]', null, {}),
  // One more by hand is not looked at, because libvirt makes some by itself.
  trial('devices.serials[0]', { target: { type: 'isa-serial', port: 0 } }, null, { hand: 'none' }),
  trial('devices.serials[1]', null, { target: { type: 'isa-serial', port: 1 } }, { with: serial }),
  trial('devices.serials[0].target.type', 'isa-serial', 'usb-serial', { with: { 'devices.serials[0]': { target: { port: 0 } } } }),
  trial('devices.serials[0].target.port', 0, 1, { with: serial, hand: 'none' }),
  trial('devices.serials[0].log.file', '{folder}/log', '{folder}/other', { with: log }),
  trial('devices.serials[0].log.append', 'off', 'on', { with: log }),
  trial('devices.serials[0].source.unix.path', '{folder}/socket', '{folder}/other', { with: socket }),
  ...ends('devices.serials[0]', serial),
  trial('devices.consoles[0]', null, { target: { type: 'virtio', port: 0 } }),
  trial('devices.consoles[0].target.type', 'serial', 'virtio', { with: { 'devices.consoles[0]': {} } }),
  ...ends('devices.consoles[0]', virtio),
  trial('devices.channels[0]', null, { source: { unix: {} }, target: { virt_io: { name: 'org.qemu.guest_agent.0' } } }),
  trial('devices.channels[0].target.virt_io.name', 'org.qemu.guest_agent.0', 'org.example.0', {
    with: { 'devices.channels[0].source.unix.mode': 'bind' },
  }),
  trial('devices.channels[0].source.unix.path', '{folder}/socket', '{folder}/other', {
    with: { 'devices.channels[0]': { source: { unix: { mode: 'bind' } }, target: { virt_io: { name: 'org.example.0' } } } },
  }),
  trial('devices.channels[0].source.unix.mode', 'bind', 'connect', {
    with: { 'devices.channels[0]': { source: { unix: { path: '{folder}/socket' } }, target: { virt_io: { name: 'org.example.0' } } } },
    modes: ['stopped'],
  }),
];

/** What is not tried of that, and why. */
export const charactersUntried: Record<string, string> = {
  'devices.consoles.target.port': 'libvirt numbers the consoles by itself',
  'devices.channels.source.unix': 'the one kind of end that a channel has',
  'devices.channels.target.virt_io': 'the one kind of port that a channel has',
};
