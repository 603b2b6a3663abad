import { libvirt } from '../../../constructs';
import type { TestLab } from '../../helpers/lab';

export const { NetworkMode } = libvirt;
export const net = (lab: TestLab, mode: libvirt.NetworkMode, props: object = {}): libvirt.Network =>
  new libvirt.Network(lab.host, 'Net', { mode, ...props });
export const nat = (lab: TestLab, subnet: string, options: object = {}): libvirt.Network => net(lab, NetworkMode.nat(subnet, options));
export const range = (start: string, end: string): object => ({ dhcpRange: { start, end } });
export const LAN = '10.30.0.0/24';
export const bridge = (lab: TestLab): libvirt.Network =>
  net(lab, NetworkMode.bridge('br0', { subnet: '192.168.1.0/24', gateway: '192.168.1.1' }));
