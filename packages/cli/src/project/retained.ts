import { readState } from './state-file';

/** A volume that keeps what is on it when the lab is destroyed. */
export interface RetainedVolume {
  readonly pool: string;
  readonly name: string;
}

/** What stays of a stack when its retained volumes stay, and what can go. */
export interface Retention {
  readonly volumes: readonly RetainedVolume[];
  /** Terraform's addresses of everything that neither is a retained volume nor is needed by one. */
  readonly others: readonly string[];
}

interface Resource {
  readonly address: string;
  readonly type: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly dependencies: readonly string[];
}

/**
 * What the retained volumes of a stack's state hold back from a destruction.
 *
 * @throws UserError when the file is damaged
 */
export function retentionIn(stateFile: string): Retention {
  const resources = resourcesIn(stateFile);
  const retained = resources.filter(({ type, attributes }) => type === 'libvirt_volume' && attributes['retain'] === true);
  const kept = new Set(retained.flatMap(({ address, dependencies }) => [address, ...dependencies]));
  const volumes = retained.map(({ attributes }) => ({ pool: String(attributes['pool']), name: String(attributes['name']) }));
  return {
    volumes,
    others: resources.map(({ address }) => address).filter((address) => !kept.has(address)),
  };
}

// What Terraform lists as dependencies of a resource includes those of its dependencies.
function resourcesIn(stateFile: string): Resource[] {
  return (readState(stateFile).resources ?? [])
    .filter(({ mode }) => mode === 'managed')
    .flatMap(({ module, type = '', name = '', instances = [] }) => {
      const base = [...(module === undefined ? [] : [module]), type, name].join('.');
      return instances.map(({ index_key: key, attributes, dependencies = [] }) => ({
        address: key === undefined ? base : `${base}[${JSON.stringify(key)}]`,
        type,
        attributes: attributes ?? {},
        dependencies,
      }));
    });
}
