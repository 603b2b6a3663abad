import { restart } from '../effect';
import { choice, flag, list, number, object, text } from '../row';
import { stringAt } from '../value';
import { diskMembers, diskSource } from './disk-effects';

const source = choice('What is behind the disk; none for an empty drive.', {
  place: 'source',
  tag: '@type',
  fallback: 'file',
  effect: diskSource,
  options: {
    volume: {
      value: 'volume',
      row: object('A volume of a pool.', {
        rows: {
          pool: text('Name of the pool.', { place: '@pool' }),
          volume: text('Name of the volume.', { place: '@volume' }),
        },
      }),
    },
    file: { value: 'file', row: object('A file of the host.', { rows: { file: text('Its path.', { place: '@file' }) } }) },
    block: { value: 'block', row: object('A block device of the host.', { rows: { dev: text('Its path.', { place: '@dev' }) } }) },
  },
});

const driver = object('How the host serves the disk.', {
  place: 'driver',
  rows: {
    name: text('Back end.', { place: '@name', chosenByLibvirt: true }),
    type: text('Format of what is behind the disk: `raw` or `qcow2`.', { place: '@type', chosenByLibvirt: true }),
    // libvirt itself writes one for a disk that several machines share.
    cache: text('Cache mode.', { place: '@cache', chosenByLibvirt: true }),
    io: text('How reads and writes are made.', { place: '@io' }),
    discard: text('Whether the guest can give blocks back.', { place: '@discard', oneOf: ['unmap', 'ignore'] }),
    detect_zeros: text('Whether blocks of zeros are noticed.', { place: '@detect_zeroes', oneOf: ['off', 'on', 'unmap'] }),
  },
});

/** `devices.disks`, told apart by `target.dev`. */
export const disks = list('Disks and drives.', {
  place: 'disk',
  watched: true,
  members: diskMembers,
  effect: restart('libvirt cannot change it in a disk of a running machine'),
  key: (disk) => stringAt(disk, 'target.dev'),
  rows: {
    device: text('What the guest sees.', { place: '@device', implied: 'disk', oneOf: ['disk', 'cdrom', 'lun', 'floppy'] }),
    driver,
    source,
    target: object('Where the guest sees it.', {
      place: 'target',
      rows: {
        dev: text('Name such as `vda`, unique in the machine.', { place: '@dev' }),
        bus: text('Bus such as `virtio`.', { place: '@bus', chosenByLibvirt: true }),
      },
    }),
    encryption: object('How what is behind the disk is encrypted.', {
      place: 'encryption',
      // libvirt notes besides what it opens it with.
      owned: true,
      rows: {
        format: text('Name of the format.', { place: '@format', oneOf: ['luks'] }),
        secrets: list('What opens it.', {
          place: 'secret',
          key: (secret) => stringAt(secret, 'uuid'),
          rows: {
            type: text('The kind of secret.', { place: '@type', oneOf: ['passphrase'] }),
            uuid: text('UUID of a `libvirt_secret`.', { place: '@uuid' }),
          },
        }),
      },
    }),
    boot: object('Place in the boot order.', {
      place: 'boot',
      rows: { order: number('Counts from 1.', { place: '@order', mode: 'required' }) },
    }),
    serial: text('Serial number that the guest sees.', { place: 'serial' }),
    read_only: flag('Whether the guest cannot write; true for a CD-ROM.', {
      place: 'readonly',
      implied: ({ device }) => device === 'cdrom',
    }),
    shareable: flag('Whether several machines may use it at once.', { place: 'shareable' }),
  },
});
