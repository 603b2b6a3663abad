import { Volume as VolumeResource } from '@cdktf/provider-docker/lib/volume';
import { Construct } from 'constructs';
import { LabApp, nameBelow } from '../core';
import { Engine } from './engine';
import { labelsOf } from './labels';

/** A named volume on an engine. */
export class Volume extends Construct {
  readonly name: string;
  readonly resource: VolumeResource;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const app = LabApp.of(this);
    const engine = Engine.of(this);
    const name = nameBelow(engine, this);
    this.name = `${app.id}-${name}`;
    app.ledger.claim(`the volume name '${this.name}' on ${engine.host}`, this, 'rename one of them');
    this.resource = new VolumeResource(this, 'Resource', { name: this.name, labels: labelsOf(this, name), provider: engine.provider });
  }
}
