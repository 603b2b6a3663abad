import { onOff } from '../codec';
import { flag, list, number, object, text } from '../row';
import { sameMachine } from '../spelling';
import { stringAt } from '../value';
import { firmware } from './firmware';

/** `os`: what is booted, and on what kind of machine. */
export const os = object('What is booted, and on what kind of machine.', {
  place: 'os',
  rows: {
    type: text('Kind of guest.', { place: 'type', implied: 'hvm' }),
    type_arch: text('Architecture.', { place: 'type@arch', chosenByLibvirt: true }),
    type_machine: text('Machine type such as `q35`.', { place: 'type@machine', chosenByLibvirt: true, same: sameMachine }),
    boot_devices: list('Kinds of device to boot from, in order.', {
      place: 'boot',
      chosenByLibvirt: true,
      rows: { dev: text('`hd`, `cdrom`, `network` or `fd`.', { place: '@dev', mode: 'required' }) },
    }),
    kernel: text('Path of a kernel that is booted directly.', { place: 'kernel' }),
    initrd: text('Path of its initial file system.', { place: 'initrd' }),
    cmdline: text('Its command line.', { place: 'cmdline' }),
    ...firmware,
  },
});

/** `features`. */
export const features = object('Features of the machine.', {
  place: 'features',
  rows: {
    acpi: flag('Power management; without it a guest cannot be asked to shut down.', { place: 'acpi' }),
    smm: object('System management mode, which keeps Secure Boot from the guest’s reach.', {
      place: 'smm',
      chosenByLibvirt: true,
      rows: { state: text('Whether it is there.', { place: '@state', chosenByLibvirt: true, oneOf: ['on', 'off'] }) },
    }),
    pae: flag('Physical address extension.', { place: 'pae' }),
    apic: object('Programmable interrupt controller.', {
      place: 'apic',
      presence: true,
      owned: true,
      rows: { eoi: text('End of interrupt.', { place: '@eoi', oneOf: ['on', 'off'] }) },
    }),
  },
});

/** `cpu`; libvirt chooses a model when it is left out. */
export const cpu = object('The processor that the guest sees.', {
  place: 'cpu',
  chosenByLibvirt: true,
  owned: true,
  rows: {
    mode: text('`host-passthrough`, `host-model`, `maximum` or `custom`.', { place: '@mode', chosenByLibvirt: true }),
    match: text('How strictly the model is met.', { place: '@match', chosenByLibvirt: true }),
    check: text('How the model is checked at the start.', { place: '@check', chosenByLibvirt: true }),
    migratable: flag('Whether features that cannot migrate are left out.', { place: '@migratable', codec: onOff, chosenByLibvirt: true }),
    model: text('Name of the model.', { place: 'model', chosenByLibvirt: true }),
    topology: object('How the CPUs are arranged.', {
      place: 'topology',
      rows: {
        sockets: number('Sockets.', { place: '@sockets' }),
        dies: number('Dies in a socket.', { place: '@dies', chosenByLibvirt: true }),
        cores: number('Cores in a die.', { place: '@cores' }),
        threads: number('Threads in a core.', { place: '@threads' }),
      },
    }),
    features: list('Single features.', {
      place: 'feature',
      key: (feature) => stringAt(feature, 'name'),
      rows: {
        name: text('Name.', { place: '@name' }),
        policy: text('`require`, `disable`, …', { place: '@policy', chosenByLibvirt: true }),
      },
    }),
  },
});

/** `clock`. */
export const clock = object('The clock that the guest sees.', {
  place: 'clock',
  rows: {
    offset: text('What it is set to.', { place: '@offset', implied: 'utc' }),
    timer: list('Timers.', {
      place: 'timer',
      key: (timer) => stringAt(timer, 'name'),
      rows: {
        name: text('Name.', { place: '@name', mode: 'required' }),
        present: text('Whether it is there.', { place: '@present', oneOf: ['yes', 'no'] }),
        tick_policy: text('What happens to missed ticks.', { place: '@tickpolicy' }),
      },
    }),
  },
});
