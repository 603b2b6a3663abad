import { getOverUnixSocket } from '../system/unix-socket';

/** A Docker network and the subnets that it takes. */
export interface DockerNetwork {
  readonly name: string;
  readonly bridge: string;
  readonly subnets: readonly string[];
}

/** A running container and the ports that Docker publishes for it. */
export interface DockerContainer {
  readonly id: string;
  readonly name: string;
  readonly ports: readonly { readonly address: string; readonly port: number }[];
}

interface NetworkAnswer {
  readonly Id: string;
  readonly Name: string;
  readonly Options?: Readonly<Record<string, string>> | null;
  readonly IPAM?: { readonly Config?: readonly { readonly Subnet?: string }[] | null };
}

interface ContainerAnswer {
  readonly Id: string;
  readonly Names: readonly string[];
  readonly Ports?: readonly { readonly IP?: string; readonly PublicPort?: number }[];
}

/** The networks of every engine that answers. */
export async function dockerNetworks(sockets: readonly string[]): Promise<DockerNetwork[]> {
  const networks = await ask<NetworkAnswer>(sockets, '/networks');
  return networks.map(({ Id, Name, Options, IPAM }) => ({
    name: Name,
    bridge: Options?.['com.docker.network.bridge.name'] ?? `br-${Id.slice(0, 12)}`,
    subnets: (IPAM?.Config ?? []).flatMap(({ Subnet }) => Subnet ?? []),
  }));
}

/** The running containers of every engine that answers. */
export async function dockerContainers(sockets: readonly string[]): Promise<DockerContainer[]> {
  const containers = await ask<ContainerAnswer>(sockets, '/containers/json');
  return containers.map(({ Id, Names, Ports }) => ({
    id: Id,
    name: (Names[0] ?? Id).replace(/^\//, ''),
    ports: (Ports ?? []).flatMap(({ IP, PublicPort }) =>
      IP !== undefined && PublicPort !== undefined ? [{ address: IP, port: PublicPort }] : [],
    ),
  }));
}

async function ask<T>(sockets: readonly string[], path: string): Promise<T[]> {
  const answers = await Promise.all(
    sockets.map((socket) =>
      getOverUnixSocket(socket, path).then(
        (body) => JSON.parse(body) as T[],
        // An engine that does not answer is the business of the check of Docker.
        () => [],
      ),
    ),
  );
  return answers.flat();
}
