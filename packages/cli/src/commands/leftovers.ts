import { DockerEngine } from '../lab/docker-engine';
import { withoutMachineEngines } from '../lab/machine-engines';
import { connectHost, engineHosts, findMachines, hostUris } from '../lab/lab-host';
import type { Manifest } from '../project/manifest';

/** What still exists of a lab on its hosts and engines, by kind and name. */
export async function findLeftovers(manifest: Manifest): Promise<string[]> {
  const leftovers: string[] = [];
  const networks = new Set(manifest.stacks.flatMap((stack) => stack.networks.map(({ name }) => name)));
  const pools = new Set(manifest.stacks.flatMap((stack) => stack.pools.map(({ name }) => name)));
  for (const uri of hostUris(manifest)) {
    const connection = await connectHost(uri);
    try {
      leftovers.push(...(await findMachines(connection, manifest.lab)).map(({ domain }) => `domain ${domain.name}`));
      leftovers.push(
        ...(await connection.connectListAllNetworks(0)).filter(({ name }) => networks.has(name)).map(({ name }) => `network ${name}`),
      );
      leftovers.push(
        ...(await connection.connectListAllStoragePools(0)).filter(({ name }) => pools.has(name)).map(({ name }) => `pool ${name}`),
      );
    } finally {
      await connection.close();
    }
  }
  for (const host of engineHosts(withoutMachineEngines(manifest))) {
    const containers = await new DockerEngine(host).containers(`labcloud.lab=${manifest.lab}`);
    leftovers.push(...containers.map(({ Id, Names }) => `container ${Names[0]?.slice(1) ?? Id}`));
  }
  return leftovers;
}
