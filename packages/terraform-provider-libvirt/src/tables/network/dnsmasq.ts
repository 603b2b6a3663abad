import { findElement, type XmlElement } from '../../xml';
import { list, object, text } from '../row';

const NAMESPACE = 'http://libvirt.org/schemas/network/dnsmasq/1.0';

/** `dnsmasq_options`. */
export const dnsmasqOptions = object('What dnsmasq is told besides; libvirt does not look at it.', {
  place: 'dnsmasq:options',
  rows: {
    option: list('Lines of its configuration.', {
      place: 'dnsmasq:option',
      rows: { value: text('The line, such as `cname=www,web`.', { place: '@value', mode: 'required' }) },
    }),
  },
});

/** libvirt takes the options only in their namespace. */
export function declareDnsmasq(network: XmlElement): void {
  if (findElement(network, 'dnsmasq:options') !== undefined) network.attributes.set('xmlns:dnsmasq', NAMESPACE);
}
