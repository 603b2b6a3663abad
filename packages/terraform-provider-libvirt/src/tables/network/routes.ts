import { list, number, text } from '../row';
import { stringAt } from '../value';
import { restarted } from './effects';

/** `routes`. */
export const routes = list('Networks that the host reaches through a guest.', {
  place: 'route',
  key: (route) => `${stringAt(route, 'address') ?? ''} ${stringAt(route, 'gateway') ?? ''}`,
  effect: restarted,
  rows: {
    family: text('Address family.', { place: '@family', implied: 'ipv4', oneOf: ['ipv4', 'ipv6'] }),
    address: text('Address of the other network.', { place: '@address' }),
    prefix: number('Length of its prefix.', { place: '@prefix' }),
    gateway: text('Address of the guest.', { place: '@gateway' }),
    metric: text('Of several routes the lowest one counts.', { place: '@metric' }),
  },
});
