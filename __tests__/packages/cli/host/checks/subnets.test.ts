import { subnets } from '../../../../../packages/cli/src/host/checks/subnets';
import { readRoutes } from '../../../../../packages/cli/src/host/network/routes';
import { formatSubnet } from '../../../../../packages/cli/src/host/network/subnet';
import { useTempDir } from '../../../../support/temp-dir';
import { checkContext } from '../context';
import { needs } from '../../../../support/needs';

const [direct, direct6] = [4, 6].map((version) =>
  readRoutes().find(({ viaGateway, destination }) => !viaGateway && destination.version === version),
);
const withRoute = needs(direct, 'an interface with a subnet').test;
const withRoute6 = needs(direct6, 'an interface with a subnet of IPv6').test;

describe('the check of subnets', () => {
  const folder = useTempDir('labcloud-host');

  function probe(subnet: string, bridge: string, subnet6?: string): ReturnType<typeof subnets.probe> {
    const networks = [{ name: 'lab-lan', host: 'lab/Workstation', bridge, subnet, ...(subnet6 && { subnet6 }) }];
    return subnets.probe(checkContext(folder(), { engines: [], networks }));
  }

  test.each(['198.18.7.0/24', '2001:db8:7::/64'])('passes %s, which nobody has', async (subnet) => {
    await expect(probe(subnet, 'lab00000000')).resolves.toEqual({ ok: true, found: subnet });
  });

  test('looks at both subnets of a network that has two', async () => {
    await expect(probe('198.18.7.0/24', 'lab00000000', '2001:db8:7::/64')).resolves.toEqual({
      ok: true,
      found: '198.18.7.0/24, 2001:db8:7::/64',
    });
  });

  withRoute6('names the interface that has the second subnet of a network already', async () => {
    const taken = direct6 ? formatSubnet(direct6.destination) : '';
    await expect(probe('198.18.7.0/24', 'lab00000000', taken)).resolves.toMatchObject({ ok: false });
  });

  withRoute6('names the interface that has the IPv6 subnet already', async () => {
    const taken = direct6 ? formatSubnet(direct6.destination) : '';

    await expect(probe(taken, 'lab00000000')).resolves.toMatchObject({
      ok: false,
      found: expect.stringContaining(`${taken} of network lab-lan overlaps ${taken} of the interface ${direct6?.device ?? ''}`),
    });
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
