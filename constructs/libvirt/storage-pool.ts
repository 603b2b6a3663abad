import { Pool } from '@cdktf/provider-libvirt/lib/pool';
import { posix } from 'node:path';
import { Construct } from 'constructs';
import {
  checkSize,
  ConfigError,
  escapeTemplate,
  LabApp,
  LabStack,
  nameBelow,
  type PropNames,
  refuseUnknownProps,
  type Secret,
  shown,
  type Size,
  stableUuid,
} from '../core';
import type { CloudImage } from './cloud-image';
import { Host } from './host';
import type { PoolKind, PoolSource } from './pool-source';
import { type DiskFormat, Volume } from './volume';

/** Props of a `StoragePool`. */
export interface StoragePoolProps {
  /**
   * The folder on the hypervisor that holds the disk images, or on which `source` is mounted; made if it does not exist.
   * @default - required, unless `source` is a volume group
   */
  readonly path?: string;
  /**
   * What it is made of, if not of that folder alone.
   * @default - the folder
   */
  readonly source?: PoolSource;
  /**
   * How much it can hold.
   * @default - what `labcloud hosts` read; without either nothing is refused
   */
  readonly capacity?: Size;
  /**
   * How many times its capacity may be promised to volumes, which take only what their guests have written: above 1, guests can find
   * their disks full although they are not.
   * @default 1
   */
  readonly overcommit?: number;
}

// oxlint-disable-next-line no-control-regex -- they are what is looked for
const CONTROL = /[\0-\x1f\x7f]/;
const PROP_NAMES: PropNames<StoragePoolProps> = { path: true, source: true, capacity: true, overcommit: true };

/** How a volume of a pool is made. */
export interface PoolVolumeOptions {
  /** @default - `'raw'` in a volume group, else `'qcow2'` */
  readonly format?: DiskFormat;
  /**
   * Whether it is kept, with what is on it, when the lab is destroyed or the volume leaves the program: the plan that would delete it fails.
   * @default true
   */
  readonly retain?: boolean;
  /**
   * The passphrase that it is encrypted with (LUKS).
   * @default - it is not encrypted
   */
  readonly encryptionKey?: Secret;
}

const OPTION_NAMES: PropNames<PoolVolumeOptions> = { format: true, retain: true, encryptionKey: true };

/** A place for disk images on a hypervisor: a folder, unless it says another source. */
export class StoragePool extends Construct {
  readonly name: string;
  /** What it is made of, as libvirt calls it. */
  readonly kind: PoolKind;
  /** The folder on the hypervisor; of a volume group, that of its devices. */
  readonly path: string;
  readonly resource: Pool;
  private readonly images = new Map<string, Volume>();

  /** @throws ConfigError if the path is not absolute, or name or folder belong to another pool */
  constructor(scope: Construct, id: string, props: StoragePoolProps) {
    super(scope, id);
    refuseUnknownProps(this, props, PROP_NAMES);
    const app = LabApp.of(this);
    const host = Host.of(this);
    const { source } = props;
    checkSize(this, 'capacity', props.capacity);
    source?.check(this);
    this.kind = source?.kind ?? 'dir';
    const path = this.pathOf(props);
    this.path = path;
    this.name = `${app.id}-${nameBelow(host, this)}`;
    app.ledger.claim(`the pool name '${this.name}' on ${host.uri}`, this, 'rename one of them');
    app.ledger.claimFolder(path, host.computer, this);
    app.ledger.budgets.addPool(this, {
      computer: host.computer,
      folder: path,
      capacity: props.capacity?.bytes ?? app.measured.of(host.node.path)?.pools?.[path] ?? null,
      overcommit: props.overcommit,
    });
    this.resource = new Pool(this, 'Resource', {
      name: this.name,
      uuid: stableUuid(app.id, 'pool', this.name),
      type: this.kind,
      source: source?.shape,
      target: this.kind === 'logical' ? undefined : { path: escapeTemplate(path) },
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

  /** An empty disk in this pool, to be attached to a machine. It is retained unless `options` say otherwise. */
  addVolume(id: string, capacity: Size, options: PoolVolumeOptions = {}): Volume {
    refuseUnknownProps(this, options, OPTION_NAMES);
    const { format, retain = true, encryptionKey } = options;
    return new Volume(this, id, { pool: this, capacity, format, retain, encryptionKey });
  }

  private pathOf({ path, source }: StoragePoolProps): string {
    if (this.kind === 'logical') {
      if (path !== undefined) {
        throw new ConfigError(this, `'path' must be left out for a volume group, got '${path}'`);
      }
      return `/dev/${source?.shape.name ?? ''}`;
    }
    if (path === undefined) {
      throw new ConfigError(this, `'path' must be given unless 'source' is a volume group`);
    }
    if (!posix.isAbsolute(path) || posix.normalize(path) !== path || path === '/' || path.endsWith('/') || CONTROL.test(path)) {
      throw new ConfigError(this, `'path' must be an absolute path without '..', final slash and control characters, got ${shown(path)}`);
    }
    return path;
  }
}
