import { type Item } from '../../../../packages/terraform-provider-libvirt/src/tables';
import { type Catalogue, trial, type Trial, type Values } from '../trial';

const accept: Item = { action: 'accept', direction: 'in', protocol: 'tcp', dst_port_start: 80 };
const reference: Item = { filter: 'no-ip-spoofing', parameters: [{ name: 'IP', value: '10.0.0.1' }] };

function ofRule(name: string, before: string | number, after: string | number, more: Values = {}): Trial {
  const others = Object.fromEntries(Object.entries(more).map(([key, value]) => [`rules[0].${key}`, value]));
  return trial(`rules[0].${name}`, before, after, { with: { 'rules[0]': accept, ...others } });
}

/** How `libvirt_nwfilter` is tried: alone, since what a rule does to a machine is seen by sending packets. */
export const nwfilterCatalogue: Catalogue = {
  base: { name: '{name}', uuid: '{uuid:1}' },
  trials: [
    trial('name', '{name}', '{name}-renamed', { hand: 'none' }),
    trial('uuid', '{uuid:1}', '{uuid:2}', { hand: 'none' }),
    trial('chain', 'root', 'ipv6-own'),
    trial('filter_refs[0]', null, reference),
    trial('filter_refs[0].filter', 'no-ip-spoofing', 'no-arp-ip-spoofing', { with: { 'filter_refs[0]': reference } }),
    trial('filter_refs[0].parameters[1]', null, { name: 'IP', value: '10.0.0.2' }, { with: { 'filter_refs[0]': reference } }),
    trial('filter_refs[0].parameters[0].name', 'IP', 'OTHER', { with: { 'filter_refs[0]': reference } }),
    trial('filter_refs[0].parameters[0].value', '10.0.0.1', '10.0.0.2', { with: { 'filter_refs[0]': reference } }),
    trial('rules[0]', null, accept),
    ofRule('action', 'accept', 'drop'),
    ofRule('direction', 'in', 'out'),
    ofRule('priority', 400, 600),
    ofRule('statematch', 'true', 'false'),
    ofRule('protocol', 'tcp', 'udp-ipv6'),
    ofRule('match', 'yes', 'no', { protocol: 'all', dst_port_start: null, src_ip_addr: '10.0.0.1' }),
    ofRule('src_ip_addr', '10.0.0.1', '10.0.0.2'),
    ofRule('src_ip_mask', '24', '16', { src_ip_addr: '10.0.0.0' }),
    ofRule('dst_ip_addr', 'fd00::1', 'fd00::2', { protocol: 'tcp-ipv6' }),
    ofRule('dst_ip_mask', '64', '48', { protocol: 'tcp-ipv6', dst_ip_addr: 'fd00::' }),
    ofRule('src_port_start', 67, 68),
    ofRule('src_port_end', 90, 91, { src_port_start: 80 }),
    ofRule('dst_port_start', 80, 81),
    ofRule('dst_port_end', 90, 91),
    ofRule('type', 8, 0, { protocol: 'icmp', dst_port_start: null }),
    ofRule('code', 0, 1, { protocol: 'icmp', dst_port_start: null, type: 3 }),
    ofRule('state', 'RELATED', 'ESTABLISHED', { protocol: 'all', dst_port_start: null }),
    ofRule('comment', 'one', 'two "and" more'),
  ],
  untried: {},
};
