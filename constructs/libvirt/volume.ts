import { Volume as VolumeResource } from '@cdktf/provider-libvirt/lib/volume';
import { Construct } from 'constructs';
import {
  checkChoice,
  checkSize,
  ConfigError,
  escapeTemplate,
  LabApp,
  LabStack,
  nameBelow,
  type PropNames,
  refuseUnknownProps,
  requireProps,
  type Secret,
  type Size,
} from '../core';
import type { CloudImage } from './cloud-image';
import { Host } from './host';
import { referenceTo } from './reference';
import type { StoragePool } from './storage-pool';
import { VolumeKey } from './volume-key';

/** How a disk is stored: thin with snapshots (`qcow2`), or byte by byte (`raw`). */
export const DiskFormat = { QCOW2: 'qcow2', RAW: 'raw' } as const;
/** How a disk is stored: thin with snapshots (`qcow2`), or byte by byte (`raw`). */
export type DiskFormat = (typeof DiskFormat)[keyof typeof DiskFormat];

/** Props of a `Volume`. */
export interface VolumeProps {
  readonly pool: StoragePool;
  /**
   * How large the guest sees it; an image or a disk below must not be larger.
   * @default - that of the image
   */
  readonly capacity?: Size;
  /** @default - `'raw'` in a volume group, else `'qcow2'` */
  readonly format?: DiskFormat;
  /**
   * What it is filled with when it is made.
   * @default - nothing
   */
  readonly image?: CloudImage;
  /**
   * A volume that it only keeps the differences to.
   * @default - it stands for itself
   */
  readonly backing?: Volume;
  /**
   * The passphrase that it is encrypted with (LUKS). libvirt hands it to the guest's hypervisor alone; who loses it loses the data.
   * @default - it is not encrypted
   */
  readonly encryptionKey?: Secret;
  /**
   * Whether a plan that would delete it, or make it anew, fails.
   * @default false
   */
  readonly retain?: boolean;
  /**
   * Whether it is made anew when this resource changes.
   * @default - only when it cannot be changed otherwise
   */
  readonly replaceTriggeredBy?: readonly string[];
}

/** What a volume is made as: an empty disk of some size, perhaps above another one, or what an image holds. */
export type VolumeContent =
  | { readonly capacity: Size; readonly image?: undefined }
  | { readonly image: CloudImage; readonly backing?: undefined; readonly encryptionKey?: undefined };

const PROP_NAMES: PropNames<VolumeProps> = {
  pool: true,
  capacity: true,
  format: true,
  image: true,
  backing: true,
  encryptionKey: true,
  retain: true,
  replaceTriggeredBy: true,
};

/** A disk in a storage pool. */
export class Volume extends Construct {
  readonly name: string;
  readonly pool: StoragePool;
  readonly format: DiskFormat;
  /** How large the guest sees it; undefined for an image, whose size is its own. */
  readonly capacity: Size | undefined;
  readonly resource: VolumeResource;
  /** What opens it, if it is encrypted. */
  readonly key: VolumeKey | undefined;

  /** @throws ConfigError if it has neither capacity nor image, does not fit to the disk below it, or its pool is on another host */
  constructor(scope: Construct, id: string, props: VolumeProps & VolumeContent) {
    super(scope, id);
    refuseUnknownProps(this, props, PROP_NAMES);
    const app = LabApp.of(this);
    const host = Host.of(this);
    requireProps(this, props, ['pool']);
    checkSize(this, 'capacity', props.capacity);
    checkChoice(this, 'format', props.format, Object.values(DiskFormat));
    const { pool, image, backing, capacity } = props;
    if (Host.of(pool) !== host) {
      throw new ConfigError(this, `'pool' must be on the same host, got ${pool.node.path}`);
    }
    if (capacity === undefined && image === undefined) {
      throw new ConfigError(this, `'capacity' must be given for a disk that is not made from an image`);
    }
    if (backing) {
      this.checkBacking(backing, props);
    }
    this.pool = pool;
    this.capacity = capacity ?? backing?.capacity;
    const isGroup = pool.kind === 'logical';
    this.format = image?.format ?? props.format ?? (isGroup ? 'raw' : 'qcow2');
    if (isGroup && (image !== undefined || backing !== undefined || this.format !== 'raw')) {
      throw new ConfigError(
        this,
        `must be an empty raw disk in the volume group ${pool.node.path}; images and qcow2 disks need a pool that is a folder`,
      );
    }
    this.name = image ? `${app.id}-${image.id}.${this.format}` : `${app.id}-${nameBelow(host, this)}.${this.format}`;
    app.ledger.claim(`the volume name '${this.name}' in ${pool.node.path}`, this, 'rename one of them');
    if (capacity) {
      app.ledger.budgets.addVolume(pool, this, capacity.bytes);
    }
    if (image?.asset) {
      LabStack.of(this).addAsset(image.asset);
    }
    if (props.encryptionKey && (isGroup || image !== undefined || backing !== undefined)) {
      throw new ConfigError(
        this,
        `'encryptionKey' is for an empty disk in a folder: images, disks above others and volume groups cannot have it`,
      );
    }
    this.key = props.encryptionKey && new VolumeKey(this, 'Key', { secret: props.encryptionKey, volume: `${pool.path}/${this.name}` });
    this.resource = new VolumeResource(this, 'Resource', {
      name: this.name,
      pool: referenceTo(pool.resource, 'name'),
      capacity: capacity?.bytes,
      // libvirt has names of its own for some of what is raw, such as ISO images: what it sees there is left to it.
      target: image?.format === 'raw' ? undefined : { format: { type: this.format }, encryption: this.key?.ofVolume },
      create: image && { content: { url: escapeTemplate(image.urlFrom(this)), digest: image.digest } },
      backingStore: backing && { path: referenceTo(backing.resource, 'path'), format: { type: backing.format } },
      retain: props.retain ? true : undefined,
      // Else Terraform would remove a medium before the drive that it is in lets go of it. Another image has another name.
      lifecycle: image ? { createBeforeDestroy: true } : props.replaceTriggeredBy && { replaceTriggeredBy: [...props.replaceTriggeredBy] },
      provider: host.provider,
    });
  }

  private checkBacking(backing: Volume, { image, capacity, format = 'qcow2' }: VolumeProps): void {
    if (image) {
      throw new ConfigError(this, `'image' and 'backing' exclude each other: what is above another disk is filled by it`);
    }
    if (format !== 'qcow2') {
      throw new ConfigError(this, `'format' must be 'qcow2' above another disk, of which it keeps only the differences, got '${format}'`);
    }
    if (capacity && backing.capacity && capacity.isLessThan(backing.capacity)) {
      throw new ConfigError(
        this,
        `'capacity' must be at least that of ${backing.node.path}, ${backing.capacity.toString()}, got ${capacity.toString()}`,
      );
    }
  }
}
