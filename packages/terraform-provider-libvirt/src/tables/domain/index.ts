import { live, replace, restart } from '../effect';
import { metadata, metadataProblem, sameMetadata } from '../metadata-codec';
import { flag, number, object, type Rows, type Table, text } from '../row';
import { sameIgnoringCase } from '../spelling';
import { type Value } from '../value';
import { settleBootOrder } from './boot';
import { settleListeners } from './screens';
import { devices } from './devices';
import { arrangeCpus } from './hotplug-cpus';
import { dropLeftovers } from './leftovers';
import { clock, cpu, features, os } from './machine';
import { powerRows } from './power';
import { memoryBacking } from './sharing';
import { sizing } from './sizing';

const identity = replace('it is the identity of the machine');
const described = live('libvirt changes it in the running machine');
const settings = live('a setting of this provider');

function wholeSeconds(value: Value): string | undefined {
  return Number.isInteger(value) && Number(value) >= 0 ? undefined : `must be a whole number of seconds, got ${String(value)}`;
}

function shutdown(fallback: string): ReturnType<typeof object> {
  return object('The guest is asked to shut down.', {
    rows: { timeout: number(`Seconds to wait for it, ${fallback}.`, { validate: wholeSeconds }) },
  });
}

const rows: Rows = {
  id: number('Number that libvirt gives to a running machine; -1 when it is off.', { mode: 'computed' }),
  name: text('Name, unique on the host.', { place: 'name', mode: 'required', effect: identity }),
  uuid: text('UUID; settable (extension), so that a machine that a cut-off run made is found again.', {
    place: 'uuid',
    mode: 'optional+computed',
    same: sameIgnoringCase,
    effect: identity,
  }),
  type: text('Hypervisor: `kvm`, or `qemu` for emulation.', { place: '@type', mode: 'required' }),
  title: text('Title, one line.', { place: 'title', watched: true, effect: described }),
  description: text('Description.', { place: 'description', watched: true, effect: described }),
  metadata: object('Data of others that libvirt keeps.', {
    // Nobody's without a plan: what others keep there is no drift.
    chosenByLibvirt: true,
    watched: true,
    effect: described,
    rows: {
      xml: text('XML elements, each in a namespace of its own; those in other namespaces are left alone.', {
        place: 'metadata',
        mode: 'required',
        codec: metadata,
        same: sameMetadata,
        validate: metadataProblem,
      }),
    },
  }),
  ...sizing,
  memory_backing: memoryBacking,
  os,
  features,
  cpu,
  clock,
  on_poweroff: text('What happens when the guest powers off.', { place: 'on_poweroff', implied: 'destroy' }),
  on_reboot: text('What happens when the guest reboots.', { place: 'on_reboot', implied: 'restart' }),
  on_crash: text('What happens when the guest crashes.', { place: 'on_crash', implied: 'destroy' }),
  devices,
  ...powerRows,
  autostart: flag('Whether it starts with the host.', { implied: false, effect: live('a setting of the host') }),
  update: object('How a change that needs a restart, or `running = false`, stops the machine.', {
    effect: settings,
    rows: { shutdown: shutdown('120 when left out; then the change fails. 0 powers it off without asking') },
  }),
  destroy: object('How the machine stops before it is removed; it is powered off when left out.', {
    effect: settings,
    rows: {
      graceful: flag('Whether powering off lets the hypervisor finish its writes.'),
      shutdown: shutdown('30 when left out; then removing fails'),
    },
  }),
};

/** `libvirt_domain`. */
export const domainTable: Table = {
  name: 'libvirt_domain',
  doc: 'A virtual machine.',
  skeleton: '<domain><os><type>hvm</type></os></domain>',
  effect: restart('a running machine keeps what it was started with'),
  finish: (root, after) => {
    arrangeCpus(root);
    settleBootOrder(root, after);
    dropLeftovers(root, after);
    settleListeners(root);
  },
  known: ({ running }) => (typeof running === 'boolean' ? { running } : {}),
  rows,
};
