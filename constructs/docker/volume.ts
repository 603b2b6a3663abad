import { Volume as VolumeResource } from '@cdktf/provider-docker/lib/volume';
import { Construct } from 'constructs';
import { escapeTemplate, LabApp, nameBelow, type PropNames, refuseUnknownProps } from '../core';
import { Engine } from './engine';
import { labelsOf } from './labels';

/** Props of a `Volume`. */
export interface VolumeProps {
  /**
   * What keeps it.
   * @default 'local'
   */
  readonly driver?: string;
  /**
   * What the driver is told, e.g. `{ type: 'nfs', o: 'addr=nas.lan,rw', device: ':/media' }`. Not for secrets. A change makes it anew, empty.
   * @default - nothing: a folder of the engine
   */
  readonly driverOptions?: Readonly<Record<string, string>>;
}

const PROP_NAMES: PropNames<VolumeProps> = { driver: true, driverOptions: true };

/** A named volume on an engine. `labcloud up` asks before it loses one. */
export class Volume extends Construct {
  readonly name: string;
  readonly resource: VolumeResource;

  /** @throws ConfigError if its name is taken */
  constructor(scope: Construct, id: string, props: VolumeProps = {}) {
    super(scope, id);
    refuseUnknownProps(this, props, PROP_NAMES);
    const app = LabApp.of(this);
    const engine = Engine.of(this);
    const name = nameBelow(engine, this);
    this.name = `${app.id}-${name}`;
    app.ledger.claim(`the volume name '${this.name}' on ${engine.host}`, this, 'rename one of them');
    this.resource = new VolumeResource(this, 'Resource', {
      name: this.name,
      driver: props.driver,
      driverOpts:
        props.driverOptions && Object.fromEntries(Object.entries(props.driverOptions).map(([key, value]) => [key, escapeTemplate(value)])),
      labels: labelsOf(this, name),
      provider: engine.provider,
    });
  }
}
