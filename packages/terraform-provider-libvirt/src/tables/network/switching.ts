import { list, number, object } from '../row';
import { restarted } from './effects';

/** `vlan`. */
export const vlan = object('The VLAN of the guests, where the bridge knows such.', {
  place: 'vlan',
  effect: restarted,
  rows: {
    tags: list('Its tags; more than one make a trunk.', {
      place: 'tag',
      rows: { id: number('Number from 0 to 4095.', { place: '@id', mode: 'required' }) },
    }),
  },
});

/** `virtual_port`. */
export const virtualPort = object('What kind of switch the bridge is.', {
  place: 'virtualport',
  effect: restarted,
  rows: {
    params: object('Its kind.', {
      rows: { open_v_switch: object('Open vSwitch.', { tag: { place: '@type', value: 'openvswitch' }, rows: {} }) },
    }),
  },
});
