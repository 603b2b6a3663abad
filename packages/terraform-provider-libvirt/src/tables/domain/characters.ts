import { choice, flag, list, number, object, text } from '../row';
import { at, type Item, stringAt } from '../value';
import { extraConsole, extraSerial } from './extra-devices';

const source = choice('What is at the other end; a pseudo-terminal when left out.', {
  place: 'source',
  tag: '@type',
  fallback: 'pty',
  options: {
    file: {
      value: 'file',
      row: object('A file of the host.', {
        rows: {
          path: text('Its path.', { place: '@path', mode: 'required' }),
          append: text('Whether a start keeps what is in it.', { place: '@append', oneOf: ['on', 'off'] }),
        },
      }),
    },
    unix: {
      value: 'unix',
      row: object('A socket of the host.', {
        rows: { path: text('Its path.', { place: '@path' }), mode: text('Who listens.', { place: '@mode', oneOf: ['bind', 'connect'] }) },
      }),
    },
    null: { value: 'null', row: flag('Nothing.') },
  },
});

const target = object('Where the guest sees it.', {
  place: 'target',
  identity: true,
  rows: {
    type: text('Kind of port.', { place: '@type', chosenByLibvirt: true }),
    port: number('Number of the port.', { place: '@port', chosenByLibvirt: true }),
  },
});

const log = object('A file of the host to which everything goes that the guest writes.', {
  place: 'log',
  rows: {
    file: text('Its path.', { place: '@file', mode: 'required' }),
    append: text('Whether a start keeps what is in it.', { place: '@append', chosenByLibvirt: true, oneOf: ['on', 'off'] }),
  },
});

const resembles = (item: Item, found: Item): boolean => {
  const type = at(item, 'target.type');
  return type === null || type === at(found, 'target.type');
};

/** `devices.serials`, told apart by port. */
export const serials = list('Serial ports.', {
  place: 'serial',
  extra: extraSerial,
  key: (serial) => {
    const port = at(serial, 'target.port');
    return port === null ? undefined : String(port);
  },
  resembles,
  rows: { source, target, log },
});

/** `devices.consoles`; libvirt adds one for the first serial port. */
export const consoles = list('Consoles.', { place: 'console', extra: extraConsole, resembles, rows: { source, target } });

/** `devices.channels`, told apart by name. */
export const channels = list('Channels between guest and host, such as the guest agent’s.', {
  place: 'channel',
  key: (channel) => stringAt(channel, 'target.virt_io.name'),
  rows: {
    source: choice('The end on the host.', {
      place: 'source',
      tag: '@type',
      fallback: 'unix',
      options: {
        unix: {
          value: 'unix',
          row: object('A socket, whose path libvirt chooses.', {
            rows: {
              path: text('Its path.', { place: '@path', chosenByLibvirt: true }),
              // libvirt drops it from the definition where it says nothing.
              mode: text('Who listens.', { place: '@mode', implied: 'bind', chosenByLibvirt: true }),
            },
          }),
        },
      },
    }),
    target: choice('The end in the guest.', {
      place: 'target',
      tag: 'target@type',
      options: {
        virt_io: {
          value: 'virtio',
          row: object('A virtio port.', { rows: { name: text('Name such as `org.qemu.guest_agent.0`.', { place: '@name' }) } }),
        },
      },
    }),
  },
});
