import { findAll, getPlace, removePlace, setPlace, type XmlElement } from '../../xml';
import { type Codec, yesNo } from '../codec';
import { flag, list, number, object, text } from '../row';
import { isItem } from '../value';

/** A password; an empty one takes it away. */
const password: Codec = {
  read: (from, place) => getPlace(from, place) ?? null,
  write: (into, place, value) => (value === '' ? removePlace(into, place) : setPlace(into, place, String(value))),
  remove: removePlace,
};

/** `devices.graphics`. */
export const graphics = list('Screens that can be looked at from outside.', {
  place: 'graphics',
  key: (screen) => (isItem(screen['vnc']) ? 'vnc' : undefined),
  rows: {
    vnc: object('VNC.', {
      tag: { place: '@type', value: 'vnc' },
      rows: {
        auto_port: flag('Whether libvirt chooses the port.', { place: '@autoport', codec: yesNo, chosenByLibvirt: true }),
        port: number('TCP port.', { place: '@port', chosenByLibvirt: true }),
        listen: text('Address.', { place: '@listen', chosenByLibvirt: true }),
        passwd_wo: text('Password of 1 to 8 bytes, as VNC has it. A change shows only by `passwd_wo_version`.', {
          place: '@passwd',
          extension: true,
          writeOnly: true,
          sensitive: true,
          codec: password,
          // Nobody says it again when something else changes.
          chosenByLibvirt: true,
          validate: (value) => {
            const { length } = Buffer.from(String(value));
            return length >= 1 && length <= 8 ? undefined : 'must have 1 to 8 bytes: VNC looks at no more';
          },
        }),
        passwd_wo_version: text('Changes with `passwd_wo`. Must not be made from the password.', { extension: true }),
      },
    }),
  },
});

/** Repeats the address of each screen in the element in which libvirt notes it as well: it refuses two that differ. */
export function settleListeners(root: XmlElement): void {
  for (const screen of findAll(root, 'devices/graphics')) {
    const address = getPlace(screen, '@listen');
    const [first] = findAll(screen, 'listen');
    if (address !== undefined && first !== undefined && getPlace(first, '@address') !== undefined) setPlace(first, '@address', address);
  }
}
