import { createHash } from 'node:crypto';
import { Network as NetworkResource } from '@cdktf/provider-docker/lib/network';
import { Construct } from 'constructs';
import { AddressBook, ConfigError, LabApp, LabStack, nameBelow, type PropNames, refuseUnknownProps, Subnet } from '../core';
import { Engine } from './engine';
import { labelsOf } from './labels';

/** Props of a `Network`. */
export interface NetworkProps {
  /**
   * The addresses of its containers, e.g. `10.20.1.0/24`.
   * @default - a /24 within 10.64.0.0/10 that follows from the network's name
   */
  readonly subnet?: string;
  /**
   * Whether its containers reach each other and the engine's machine alone; ports cannot be published from it.
   * @default false
   */
  readonly isolated?: boolean;
}

const PROP_NAMES: PropNames<NetworkProps> = { subnet: true, isolated: true };

/** A bridge network private to one engine. Its containers have addresses that are known at synth. */
export class Network extends Construct {
  readonly name: string;
  readonly subnet: Subnet;
  readonly addresses: AddressBook;
  readonly resource: NetworkResource;

  /** @throws ConfigError if the subnet is not one or overlaps another network's */
  constructor(scope: Construct, id: string, props: NetworkProps = {}) {
    super(scope, id);
    refuseUnknownProps(this, props, PROP_NAMES);
    const app = LabApp.of(this);
    const engine = Engine.of(this);
    const name = nameBelow(engine, this);
    this.name = `${app.id}-${name}`;
    try {
      this.subnet = Subnet.parse(props.subnet ?? derivedSubnet(this.name));
    } catch (error) {
      throw new ConfigError(this, `'subnet' ${(error as Error).message}`);
    }
    app.ledger.claim(`the network name '${this.name}' on ${engine.host}`, this, 'rename one of them');
    app.ledger.claimSubnet(this.subnet, this, { computer: engine.computer });
    this.addresses = new AddressBook(this, this.subnet, app.lock);
    this.resource = new NetworkResource(this, 'Resource', {
      name: this.name,
      driver: 'bridge',
      internal: props.isolated ? true : undefined,
      ipamConfig: [{ subnet: this.subnet.toString(), gateway: this.subnet.gateway }],
      labels: labelsOf(this, name),
      provider: engine.provider,
    });
    LabStack.of(this).facts.dockerNetworks.push({ name: this.name, subnet: this.subnet.toString() });
  }
}

function derivedSubnet(name: string): string {
  const digest = createHash('sha256').update(name).digest();
  return `10.${64 + ((digest[0] ?? 0) & 63)}.${digest[1] ?? 0}.0/24`;
}
