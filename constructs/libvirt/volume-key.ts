import type { DomainDevicesDisksEncryption } from '@cdktf/provider-libvirt/lib/domain';
import { Secret as SecretResource } from '@cdktf/provider-libvirt/lib/secret';
import type { VolumeTargetEncryption } from '@cdktf/provider-libvirt/lib/volume';
import { Construct } from 'constructs';
import { ConfigError, escapeTemplate, LabApp, LabStack, type Secret, stableUuid } from '../core';
import { Host } from './host';
import { referenceTo } from './reference';

/** Props of a `VolumeKey`. */
export interface VolumeKeyProps {
  /** The passphrase. */
  readonly secret: Secret;
  /** Absolute path of the volume that it opens. */
  readonly volume: string;
}

/** The passphrase of an encrypted volume, as libvirt keeps it on the volume's host. */
export class VolumeKey extends Construct {
  readonly resource: SecretResource;

  /** @throws ConfigError if the secret is of another stack */
  constructor(scope: Construct, id: string, { secret, volume }: VolumeKeyProps) {
    super(scope, id);
    if (LabStack.of(secret) !== LabStack.of(this)) {
      throw new ConfigError(this, `must be made from a secret of its own stack, got ${secret.node.path}`);
    }
    this.resource = new SecretResource(this, 'Resource', {
      uuid: stableUuid(LabApp.of(this).id, 'volume-key', volume),
      description: escapeTemplate(`of ${this.node.path}`),
      usage: { type: 'volume', volume: escapeTemplate(volume) },
      valueWo: secret.value,
      valueWoVersion: String(secret.version),
      provider: Host.of(this).provider,
    });
  }

  /** How the volume names it. */
  get ofVolume(): VolumeTargetEncryption {
    return { format: 'luks', secret: { type: 'passphrase', uuid: referenceTo(this.resource, 'uuid') } };
  }

  /** How a disk with the volume behind it names it. */
  get ofDisk(): DomainDevicesDisksEncryption {
    return { format: 'luks', secrets: [{ type: 'passphrase', uuid: referenceTo(this.resource, 'uuid') }] };
  }
}
