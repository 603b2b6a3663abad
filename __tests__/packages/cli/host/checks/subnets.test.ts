import { readFileSync } from 'node:fs';
import { subnets } from '../../../../../packages/cli/src/host/checks/subnets';
import { parseRoutes } from '../../../../../packages/cli/src/host/network/routes';
import { formatSubnet } from '../../../../../packages/cli/src/host/network/subnet';
import { useTempDir } from '../../../../support/temp-dir';
import { checkContext } from '../context';
import { needs } from '../../../../support/needs';

const direct = parseRoutes(readFileSync('/proc/net/route', 'utf8')).find(({ viaGateway }) => !viaGateway);
const withRoute = needs(direct, 'an interface with a subnet').test;

describe('the check of subnets', () => {
  const folder = useTempDir('labcloud-host');

  function probe(subnet: string, bridge: string): ReturnType<typeof subnets.probe> {
    const networks = [{ name: 'lab-lan', host: 'lab/Workstation', bridge, subnet }];
    return subnets.probe(checkContext(folder(), { engines: [], networks }));
  }

  test('passes a subnet that nobody has', async () => {
    await expect(probe('198.18.7.0/24', 'lab00000000')).resolves.toEqual({ ok: true, found: '198.18.7.0/24' });
  });

  withRoute('names the interface that has the subnet already', async () => {
    const taken = direct ? formatSubnet(direct.destination) : '';

    await expect(probe(taken, 'lab00000000')).resolves.toMatchObject({
      ok: false,
      found: expect.stringContaining(`${taken} of network lab-lan overlaps ${taken} of the interface ${direct?.device ?? ''}`),
      fix: expect.stringContaining("another 'subnet'"),
    });
  });

  withRoute("does not mind the lab's own bridge", async () => {
    await expect(probe(direct ? formatSubnet(direct.destination) : '', direct?.device ?? '')).resolves.toMatchObject({ ok: true });
  });
});
