import { parseRoutes } from '../../../../../packages/cli/src/host/network/routes';
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
