import type { Json, JsonObject } from './plan-json';

/** What the Docker provider's schema says of the attributes of a resource type. */
interface DockerType {
  /** Changed in what exists, or settings of the provider alone; changing anything else makes it anew (`ForceNew`). */
  readonly inPlace: readonly string[];
  /** Kept as they are when they are left out (`Optional` and `Computed`). */
  readonly computed: readonly string[];
  /** What leaving an attribute out means, where that is not zero, empty or false. */
  readonly defaults: JsonObject;
  /** Lists in which the order counts; all others are sets. */
  readonly ordered: readonly string[];
}

/**
 * Read from the schemas of kreuzwerker/docker 4.5.0: resource_docker_container.go, resource_docker_image.go, resource_docker_network.go and
 * resource_docker_volume.go in internal/provider.
 *
 * @see https://github.com/kreuzwerker/terraform-provider-docker/tree/v4.5.0/internal/provider
 */
const TYPES: Readonly<Record<string, DockerType>> = {
  docker_container: {
    inPlace: [
      ...['rm', 'start', 'wait', 'wait_timeout', 'attach', 'logs', 'must_run', 'restart', 'max_retry_count', 'remove_volumes', 'tmpfs'],
      ...['device_read_bps', 'device_read_iops', 'device_write_bps', 'device_write_iops', 'destroy_grace_seconds'],
      ...['memory', 'memory_reservation', 'memory_swap', 'cpu_shares', 'cpu_set', 'cpu_period', 'cpu_quota', 'init'],
      'container_read_refresh_timeout_milliseconds',
    ],
    computed: [
      ...['hostname', 'command', 'entrypoint', 'security_opts', 'runtime', 'platform', 'stop_signal', 'stop_timeout', 'env', 'labels'],
      ...['shm_size', 'log_driver', 'healthcheck', 'ipc_mode', 'init'],
    ],
    defaults: {
      start: true,
      must_run: true,
      remove_volumes: true,
      wait_timeout: 60,
      restart: 'no',
      network_mode: 'bridge',
      container_read_refresh_timeout_milliseconds: 15000,
    },
    ordered: ['command', 'entrypoint', 'ports', 'test'],
  },
  docker_image: { inPlace: ['keep_locally', 'force_remove'], computed: [], defaults: {}, ordered: [] },
  docker_network: {
    inPlace: [],
    computed: ['driver', 'options', 'internal', 'ipam_config'],
    defaults: { ipam_driver: 'default' },
    ordered: [],
  },
  docker_volume: { inPlace: ['cluster'], computed: ['name', 'driver'], defaults: {}, ordered: ['cluster'] },
};

/** Whether the Docker provider makes a resource anew when this attribute changes; undefined for a type that is not known here. */
export function isForced(type: string, attribute: string): boolean | undefined {
  return TYPES[type] && !TYPES[type].inPlace.includes(attribute);
}

/** What the Docker provider would hold of a configuration: what is left out keeps its prior value or gets its default; undefined as above. */
export function proposedDocker(type: string, prior: JsonObject, config: JsonObject): JsonObject | undefined {
  const known = TYPES[type];
  if (known === undefined) {
    return undefined;
  }
  const names = [...new Set([...Object.keys(prior), ...Object.keys(config)])];
  const kept = (name: string): Json => (known.computed.includes(name) ? (prior[name] ?? null) : null);
  return Object.fromEntries(names.map((name) => [name, config[name] ?? known.defaults[name] ?? kept(name)]));
}

/** Whether two values of an attribute mean the same to the Docker provider. */
export function sameDocker(type: string, attribute: string, a: Json | undefined, b: Json | undefined): boolean {
  const { ordered = [], defaults = {} } = TYPES[type] ?? {};
  const meant = (value: Json | undefined): string => JSON.stringify(canonical(value ?? defaults[attribute] ?? null, attribute, ordered));
  return meant(a) === meant(b);
}

/** Zero, empty and false are what the provider's framework takes for "left out". */
function canonical(value: Json, name: string, ordered: readonly string[]): Json {
  if (value === null || value === false || value === 0 || value === '') {
    return null;
  }
  if (Array.isArray(value)) {
    const items = (value as readonly Json[]).map((item) => canonical(item, name, ordered));
    return items.length === 0 ? null : ordered.includes(name) ? items : items.map((item) => JSON.stringify(item)).sort();
  }
  if (typeof value !== 'object') {
    return value;
  }
  const entries = Object.entries(value)
    .map(([key, part]) => [key, canonical(part, key, ordered)] as const)
    .filter(([, part]) => part !== null)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return entries.length === 0 ? null : Object.fromEntries(entries);
}
