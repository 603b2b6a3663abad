import { dropElement, findAll, getPlace, type Place, removePlace, setPlace, type XmlElement } from '../../xml';
import { type Codec, plainText } from '../codec';
import { list, number, object, text } from '../row';
import { updatedLive } from './effects';

function dropSame(from: XmlElement, place: Place): void {
  const dev = getPlace(from, place);
  for (const found of findAll(from, 'interface')) if (found.attributes.get('dev') === dev) dropElement(from, 'interface', found);
}

/** libvirt keeps the interface a second time, as an element, and refuses a definition in which the two differ. */
const device: Codec = {
  read: plainText.read,
  write: (from, place, value) => {
    dropSame(from, place);
    setPlace(from, place, String(value));
  },
  remove: (from, place) => {
    dropSame(from, place);
    removePlace(from, place);
  },
};

/** `forward`. */
export const forward = object('How guests reach what is outside; without it the network is isolated.', {
  place: 'forward',
  presence: true,
  owned: true,
  rows: {
    mode: text('How packets leave.', { place: '@mode', implied: 'nat' }),
    dev: text('Only through this interface of the host.', { place: '@dev', codec: device, effect: updatedLive }),
    nat: object('Address translation.', {
      place: 'nat',
      chosenByLibvirt: true,
      rows: {
        ipv6: text('Whether IPv6 is translated too.', { place: '@ipv6', implied: 'no', oneOf: ['yes', 'no'] }),
        ports: list('Port ranges for translated connections.', {
          place: 'port',
          chosenByLibvirt: true,
          rows: {
            start: number('First port.', { place: '@start', mode: 'required' }),
            end: number('Last port.', { place: '@end', mode: 'required' }),
          },
        }),
      },
    }),
  },
});
