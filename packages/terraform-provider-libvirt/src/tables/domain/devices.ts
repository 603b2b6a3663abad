import { choice, list, number, object, text } from '../row';
import { at } from '../value';
import { channels, consoles, serials } from './characters';
import { disks } from './disks';
import { extraController, extraVideo } from './extra-devices';
import { hostdevs } from './hostdevs';
import { interfaces } from './interfaces';
import { tpms, watchdogs } from './security';
import { graphics } from './screens';
import { filesystems } from './sharing';

const rngs = list('Sources of randomness.', {
  place: 'rng',
  rows: {
    model: text('What the guest sees.', { place: '@model', mode: 'required' }),
    backend: choice('Where it comes from.', {
      place: 'backend',
      tag: 'backend@model',
      options: { random: { value: 'random', row: text('A device of the host.', { place: '.' }) } },
    }),
  },
});

const memBalloon = object('The device that takes memory back from the guest.', {
  place: 'memballoon',
  chosenByLibvirt: true,
  owned: true,
  rows: {
    model: text('What the guest sees; `none` for no device.', { place: '@model', mode: 'required' }),
    auto_deflate: text('Whether it gives memory back before the guest runs out.', { place: '@autodeflate', oneOf: ['on', 'off'] }),
    free_page_reporting: text('Whether the guest reports what it does not use.', { place: '@freePageReporting', oneOf: ['on', 'off'] }),
    stats: object('Statistics.', {
      place: 'stats',
      rows: { period: number('Seconds between two.', { place: '@period', mode: 'required' }) },
    }),
  },
});

const controllers = list('Controllers; libvirt adds those that devices need.', {
  place: 'controller',
  extra: extraController,
  key: (controller) => {
    const index = at(controller, 'index');
    return index === null ? undefined : `${String(at(controller, 'type'))}:${String(index)}`;
  },
  resembles: (item, found) => item['type'] === found['type'] && (at(item, 'model') === null || at(item, 'model') === at(found, 'model')),
  rows: {
    type: text('Kind, e.g. `pci` or `scsi`.', { place: '@type', mode: 'required' }),
    index: number('Number among its kind.', { place: '@index', chosenByLibvirt: true, identity: true }),
    model: text('Model, e.g. `pcie-root-port` or `virtio-scsi`.', { place: '@model', chosenByLibvirt: true, identity: true }),
  },
});

const videos = list('Video cards.', {
  place: 'video',
  extra: extraVideo,
  resembles: (item, found) => at(item, 'model.type') === null || at(item, 'model.type') === at(found, 'model.type'),
  rows: {
    model: object('What the guest sees.', {
      place: 'model',
      rows: {
        type: text('Model such as `virtio`.', { place: '@type' }),
        heads: number('Number of screens.', { place: '@heads', chosenByLibvirt: true }),
        vram: number('Video memory in KiB.', { place: '@vram', chosenByLibvirt: true }),
        primary: text('Whether it is the first one.', { place: '@primary', chosenByLibvirt: true }),
      },
    }),
  },
});

/** `devices`. */
export const devices = object('The devices of the machine.', {
  place: 'devices',
  rows: {
    disks,
    interfaces,
    serials,
    consoles,
    channels,
    rngs,
    mem_balloon: memBalloon,
    controllers,
    graphics,
    videos,
    tpms,
    watchdogs,
    filesystems,
    hostdevs,
  },
});
