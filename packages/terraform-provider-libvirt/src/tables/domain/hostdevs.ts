import { hexadecimal, yesNo } from '../codec';
import { flag, list, number, object } from '../row';
import { at, type Item } from '../value';

/** The address of a PCI device as it is commonly written, e.g. `0000:06:12.5`; undefined where a part is not known. */
export function pciAddress(device: Item): string | undefined {
  const part = (name: string, digits: number): string | undefined => {
    const value = at(device, `subsys_pci.source.address.${name}`);
    return typeof value === 'number' ? value.toString(16).padStart(digits, '0') : undefined;
  };
  const parts = [part('domain', 4), part('bus', 2), part('slot', 2), part('function', 1)];
  return parts.includes(undefined) ? undefined : `${parts.slice(0, 3).join(':')}.${String(parts[3])}`;
}

const place = (name: string, doc: string): ReturnType<typeof number> => number(doc, { place: `@${name}`, codec: hexadecimal });

/** `devices.hostdevs`, told apart by their address on the host. */
export const hostdevs = list('Devices of the host that the guest has for itself.', {
  place: 'hostdev',
  key: pciAddress,
  rows: {
    managed: flag('Whether libvirt takes the device from the host’s driver and gives it back.', {
      place: '@managed',
      codec: yesNo,
      implied: false,
    }),
    subsys_pci: object('A PCI device.', {
      tag: { place: '@type', value: 'pci' },
      rows: {
        source: object('The device.', {
          place: 'source',
          rows: {
            address: object('Its address on the host.', {
              place: 'address',
              rows: {
                domain: place('domain', 'PCI domain.'),
                bus: place('bus', 'Bus.'),
                slot: place('slot', 'Slot.'),
                function: place('function', 'Function.'),
              },
            }),
          },
        }),
      },
    }),
  },
});
