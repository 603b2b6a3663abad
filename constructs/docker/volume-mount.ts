import type { IConstruct } from 'constructs';
import { ConfigError, shown, terraformText } from '../core';
import { Engine } from './engine';
import type { Volume } from './volume';

/** A volume in the file system of a container. */
export interface VolumeMount {
  readonly volumeName: string;
  readonly containerPath: string;
  readonly readOnly: boolean;
}

/**
 * One more mount of a container.
 * @throws ConfigError if the path is not absolute or has a volume, or the volume is on another engine
 */
export function volumeMount(
  container: IConstruct,
  others: readonly VolumeMount[],
  { volume, path, readOnly = false }: { readonly volume: Volume; readonly path: string; readonly readOnly?: boolean },
): VolumeMount {
  if (!path.startsWith('/') || path.includes('\0')) {
    throw new ConfigError(container, `a volume must be mounted at an absolute path, got ${shown(path)}`);
  }
  if (Engine.of(volume) !== Engine.of(container)) {
    throw new ConfigError(container, `${volume.node.path} is on another engine and cannot be mounted`);
  }
  const containerPath = terraformText(container, 'the path of a volume', path);
  if (others.some((other) => other.containerPath === containerPath)) {
    throw new ConfigError(container, `a volume is mounted at '${path}' already: choose another path`);
  }
  return { volumeName: volume.resource.name, containerPath, readOnly };
}
