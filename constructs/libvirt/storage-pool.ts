import { Pool } from '@cdktf/provider-libvirt/lib/pool';
import { posix } from 'node:path';
import { Construct } from 'constructs';
import {
  ConfigError,
  escapeTemplate,
  LabApp,
  LabStack,
  nameBelow,
  type PropNames,
  refuseUnknownProps,
  type Size,
  stableUuid,
} from '../core';
import type { CloudImage } from './cloud-image';
import { Host } from './host';
import { Volume } from './volume';

/** Props of a `StoragePool`. */
export interface StoragePoolProps {
  /** The folder on the hypervisor that holds the disk images; made if it does not exist. */
  readonly path: string;
}

const PROP_NAMES: PropNames<StoragePoolProps> = { path: true };

/** A folder of disk images on a hypervisor. */
export class StoragePool extends Construct {
  readonly name: string;
  readonly resource: Pool;
  private readonly images = new Map<string, Volume>();

  /** @throws ConfigError if the path is not absolute, or name or folder belong to another pool */
  constructor(scope: Construct, id: string, props: StoragePoolProps) {
    super(scope, id);
    refuseUnknownProps(this, props, PROP_NAMES);
    const app = LabApp.of(this);
    const host = Host.of(this);
    const { path } = props;
    if (!posix.isAbsolute(path) || posix.normalize(path) !== path || path === '/' || path.endsWith('/')) {
      throw new ConfigError(this, `'path' must be an absolute path without '..' and final slash, got '${path}'`);
    }
    this.name = `${app.id}-${nameBelow(host, this)}`;
    app.ledger.claim(`the pool name '${this.name}' on ${host.uri}`, this, 'rename one of them');
    app.ledger.claim(`the folder '${path}' on ${host.uri}`, this, 'give each pool a folder of its own');
    this.resource = new Pool(this, 'Resource', {
      name: this.name,
      uuid: stableUuid(app.id, 'pool', this.name),
      type: 'dir',
      target: { path: escapeTemplate(path) },
      create: { buildAttribute: true, start: true, autostart: true },
      destroy: { delete: true },
      provider: host.provider,
    });
    LabStack.of(this).facts.pools.push({ name: this.name, host: host.node.path, path });
  }

  /** The image as a volume of this pool, uploaded once and shared by every machine that starts from it. */
  imageVolume(image: CloudImage): Volume {
    const { id } = image;
    let volume = this.images.get(id);
    if (!volume) {
      volume = new Volume(this, `Image-${id}`, { pool: this, image });
      this.images.set(id, volume);
    }
    return volume;
  }

  /** An empty disk in this pool, to be attached to a machine. */
  addVolume(id: string, capacity: Size): Volume {
    return new Volume(this, id, { pool: this, capacity });
  }
}
