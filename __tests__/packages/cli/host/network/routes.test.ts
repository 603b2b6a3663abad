import { parseIpv6Routes, parseRoutes, readRoutes } from '../../../../../packages/cli/src/host/network/routes';
import { formatSubnet } from '../../../../../packages/cli/src/host/network/subnet';

const TABLE = [
  'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT',
  'eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0',
  'docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0',
  'tun0\t0000000A\t010200C0\t0003\t0\t0\t0\t000000FF\t0\t0\t0',
  '',
].join('\n');

test('routes are read with their device, and the default route is none', () => {
  const routes = parseRoutes(TABLE).map(({ device, destination, viaGateway }) => [device, formatSubnet(destination), viaGateway]);

  expect(routes).toEqual([
    ['docker0', '172.17.0.0/16', false],
    ['tun0', '10.0.0.0/8', true],
  ]);
});

const none = '0'.repeat(32);
const TABLE6 = [
  `fd000020${'0'.repeat(24)} 40 ${none} 00 ${none} 00000100 00000001 00000000 00000001     lab1`,
  `fd000020${'0'.repeat(23)}1 80 ${none} 00 ${none} 00000000 00000002 00000000 80200001     lab1`,
  `fd00${'0'.repeat(28)} 08 ${none} 00 fe80${'0'.repeat(27)}1 00000400 00000001 00000000 00000003     tun0`,
  `fe80${'0'.repeat(28)} 40 ${none} 00 ${none} 00000100 00000001 00000000 00000001     lab1`,
  `ff00${'0'.repeat(28)} 08 ${none} 00 ${none} 00000100 00000004 00000000 00000001     lab1`,
  `${none} 00 ${none} 00 fe80${'0'.repeat(27)}1 00000400 00000001 00000000 00000003     eth0`,
  `${none.slice(1)}1 80 ${none} 00 ${none} 00000000 00000002 00000000 80200001       lo`,
  `${none} 00 ${none} 00 ${none} ffffffff 00000001 00000000 00200200       lo`,
  '',
].join('\n');

test('routes of IPv6 are read without what every link has', () => {
  const routes = parseIpv6Routes(TABLE6).map(({ device, destination, viaGateway }) => [device, formatSubnet(destination), viaGateway]);

  expect(routes).toEqual([
    ['lab1', 'fd00:20::/64', false],
    ['lab1', 'fd00:20::1/128', false],
    ['tun0', 'fd00::/8', true],
  ]);
  expect(parseIpv6Routes('')).toEqual([]);
});

test('the routes of this machine are read', () => {
  expect(readRoutes().every(({ device, destination }) => device !== '' && destination.prefix > 0)).toBe(true);
});
