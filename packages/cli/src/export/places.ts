import type { LabModel, ModelMachine, ModelService } from './lab-model';

/** A network with what stands on it first. */
export interface NetworkPlace {
  readonly name: string;
  readonly subnet: string | null;
  readonly members: readonly (ModelMachine | ModelService)[];
}

/** A host or an engine with what is on it: the frame of a picture. */
export interface Place {
  readonly kind: 'host' | 'engine';
  readonly path: string;
  /** Its URI or socket. */
  readonly address: string;
  readonly networks: readonly NetworkPlace[];
  /** What is on no network of the app, such as a service on the network of its host. */
  readonly loose: readonly (ModelMachine | ModelService)[];
}

/** Orders a lab for a picture: each machine and service stands once, on the first of its networks, on its host or engine. */
export function placesOf({ hosts, engines, networks, machines, services }: LabModel): Place[] {
  const make = (kind: Place['kind'], path: string, address: string, members: readonly (ModelMachine | ModelService)[]): Place => {
    const own = networks.filter((network) => network.place === path);
    const standsOn = (member: ModelMachine | ModelService): string | undefined =>
      own.find(({ name }) => name === member.networks[0]?.network)?.name;
    return {
      kind,
      path,
      address,
      networks: own.map(({ name, subnet }) => ({ name, subnet, members: members.filter((member) => standsOn(member) === name) })),
      loose: members.filter((member) => standsOn(member) === undefined),
    };
  };
  return [
    ...hosts.map(({ path, uri }) =>
      make(
        'host',
        path,
        uri,
        machines.filter(({ host }) => host === path),
      ),
    ),
    ...engines.map(({ path, address }) =>
      make(
        'engine',
        path,
        address,
        services.filter(({ engine }) => engine === path),
      ),
    ),
  ];
}

/** Whether something is a machine; else it is a service. */
export function isMachine(member: ModelMachine | ModelService): member is ModelMachine {
  return 'domain' in member;
}
