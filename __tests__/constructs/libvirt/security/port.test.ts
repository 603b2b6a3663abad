import fc from '../../../support/properties';
import { libvirt } from '../../../../constructs';

const { Port } = libvirt;

describe('Port', () => {
  test.each([
    [() => Port.tcp(0), 'a port must be a whole number from 1 to 65535, got 0'],
    [() => Port.udp(65_536), 'a port must be a whole number from 1 to 65535, got 65536'],
    [() => Port.tcp(80.5), 'got 80.5'],
    [() => Port.tcpRange(90, 80), 'ports must be whole numbers that run upwards from 1 to 65535, got 90 to 80'],
    [() => Port.udpRange(0, 80), 'got 0 to 80'],
    [() => Port.icmpTypeAndCode(256, 0), 'type and code of a message must be whole numbers from 0 to 255, got 256 and 0'],
    [() => Port.icmpv6TypeAndCode(1, -1), 'got 1 and -1'],
  ])('refuses what is none', (build, message) => {
    expect(build).toThrow(message);
  });

  test.each([
    [Port.tcp(80), 'TCP 80'],
    [Port.udpRange(5000, 5010), 'UDP 5000-5010'],
    [Port.allTcp(), 'all of TCP'],
    [Port.icmpPing(), 'ping'],
    [Port.icmpTypeAndCode(3, 4), 'ICMP type 3 code 4'],
    [Port.allTraffic(), 'everything'],
  ])('says what it is', (port, words) => {
    expect(port.toString()).toBe(words);
  });

  test('covers a range exactly if it holds both of its ends', () => {
    const number = fc.integer({ min: 1, max: 65_535 });
    fc.assert(
      fc.property(number, number, number, number, (a, b, c, d) => {
        const outer = Port.tcpRange(Math.min(a, b), Math.max(a, b));
        const inner = Port.tcpRange(Math.min(c, d), Math.max(c, d));
        expect(outer.covers(inner)).toBe(Math.min(a, b) <= Math.min(c, d) && Math.max(c, d) <= Math.max(a, b));
      }),
    );
    expect(Port.allTraffic().covers(Port.icmpPing())).toBe(true);
    expect(Port.allTcp().covers(Port.udp(1))).toBe(false);
    expect(Port.allIcmp().covers(Port.icmpPing())).toBe(true);
    expect(Port.tcp(80).covers(Port.allTcp())).toBe(false);
  });
});
