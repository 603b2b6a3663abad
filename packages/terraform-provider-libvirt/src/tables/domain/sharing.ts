import { choice, list, object, text } from '../row';
import { stringAt } from '../value';

/** `devices.filesystems`, told apart by the tag that the guest mounts. */
export const filesystems = list('Folders of the host that the guest can mount.', {
  place: 'filesystem',
  key: (folder) => stringAt(folder, 'target.dir'),
  rows: {
    driver: object('How it is shared.', {
      place: 'driver',
      chosenByLibvirt: true,
      rows: { type: text('`virtiofs`, which needs shared `memory_backing`, or `path`.', { place: '@type', chosenByLibvirt: true }) },
    }),
    source: choice('What is shared.', {
      place: 'source',
      tag: '@type',
      fallback: 'mount',
      options: {
        mount: { value: 'mount', row: object('A folder of the host.', { rows: { dir: text('Its path.', { place: '@dir' }) } }) },
      },
    }),
    target: object('Where the guest finds it.', {
      place: 'target',
      rows: { dir: text('The tag to mount by, unique in the machine.', { place: '@dir', mode: 'required' }) },
    }),
  },
});

/** `memory_backing`. */
export const memoryBacking = object('Where the memory of the machine comes from.', {
  place: 'memoryBacking',
  rows: {
    memory_source: object('Its kind.', {
      place: 'source',
      rows: { type: text('`anonymous`, `file` or `memfd`.', { place: '@type', oneOf: ['anonymous', 'file', 'memfd'] }) },
    }),
    memory_access: object('Who may see it.', {
      place: 'access',
      rows: { mode: text('`shared` lets helpers of the hypervisor see it.', { place: '@mode', oneOf: ['shared', 'private'] }) },
    }),
  },
});
