import type { StackResource } from '../terraform/stack-json';

/** A volume that the app gives containers. */
export interface PlannedVolume {
  readonly name: string;
  /** The name of its stack. */
  readonly stack: string;
  /** The address of its Docker engine. */
  readonly engine: string;
  /** Terraform's address. */
  readonly address: string;
  /** Terraform's addresses of the containers that have it. */
  readonly containers: readonly string[];
}

/** The container volumes among the resources of a stack. */
export function plannedVolumes(stack: string, resources: readonly StackResource[]): PlannedVolume[] {
  const containers = resources.filter(({ type }) => type === 'docker_container');
  return resources
    .filter(({ type }) => type === 'docker_volume')
    .map(({ address, values, provider }) => ({
      name: String(values['name']),
      stack,
      engine: String(provider['host']),
      address,
      containers: containers.filter((container) => has(container, values['name'])).map((container) => container.address),
    }));
}

function has({ values }: StackResource, name: unknown): boolean {
  const mounts = (values['volumes'] ?? []) as readonly { readonly volume_name?: string }[];
  return mounts.some((mount) => mount.volume_name === name);
}
