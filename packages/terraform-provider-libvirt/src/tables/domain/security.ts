import { choice, list, object, text } from '../row';
import { stringAt } from '../value';

/** `devices.tpms`; QEMU takes one. */
export const tpms = list('Trusted platform modules.', {
  place: 'tpm',
  rows: {
    model: text('What the guest sees, e.g. `tpm-crb`.', { place: '@model', chosenByLibvirt: true }),
    backend: choice('What is behind it.', {
      place: 'backend',
      tag: 'backend@type',
      options: {
        emulator: {
          value: 'emulator',
          row: object('A program of the host, `swtpm`, that keeps a state for this machine.', {
            rows: { version: text('Version of the specification.', { place: '@version', chosenByLibvirt: true, oneOf: ['1.2', '2.0'] }) },
          }),
        },
      },
    }),
  },
});

/** `devices.watchdogs`, told apart by model; libvirt adds the one that a chip set has. */
export const watchdogs = list('Devices that act when the guest stops to answer them.', {
  place: 'watchdog',
  extra: ({ model }) => (model === 'itco' ? 'ignore' : 'drift'),
  key: (watchdog) => stringAt(watchdog, 'model'),
  rows: {
    model: text('What the guest sees, e.g. `i6300esb`.', { place: '@model', mode: 'required' }),
    action: text('What then happens.', {
      place: '@action',
      implied: 'reset',
      oneOf: ['reset', 'shutdown', 'poweroff', 'pause', 'none', 'dump', 'inject-nmi'],
    }),
  },
});
