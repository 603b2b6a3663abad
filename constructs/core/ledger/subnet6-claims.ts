import type { IConstruct } from 'constructs';
import { ConfigError } from '../config-error';
import type { Subnet6 } from '../subnet6';
import type { SubnetPlace } from './subnet-claims';

interface Holder {
  readonly subnet: Subnet6;
  readonly claimant: IConstruct;
  readonly place: SubnetPlace;
}

/** Who has taken which IPv6 subnet. */
export class Subnet6Claims {
  private readonly holders: Holder[] = [];

  /** @throws ConfigError if it overlaps one that can be seen where it can be seen */
  claim(subnet: Subnet6, claimant: IConstruct, place: SubnetPlace): void {
    const clash = this.holders.find(
      (other) => other.subnet.overlaps(subnet) && meet(other.place, place) && !areOne(other, { subnet, place }),
    );
    if (clash) {
      throw new ConfigError(
        claimant,
        `subnet ${subnet.toString()} overlaps ${clash.subnet.toString()} of ${clash.claimant.node.path}: choose another one`,
      );
    }
    this.holders.push({ subnet, claimant, place });
  }
}

function meet(one: SubnetPlace, other: SubnetPlace): boolean {
  const isLocal = ({ reach = 'computer' }: SubnetPlace): boolean => reach === 'computer';
  return one.computer === other.computer || !isLocal(one) || !isLocal(other);
}

/** Several hosts can be on one network that was there before. */
function areOne(one: Pick<Holder, 'subnet' | 'place'>, other: Pick<Holder, 'subnet' | 'place'>): boolean {
  return one.place.reach === 'shared' && other.place.reach === 'shared' && one.subnet.toString() === other.subnet.toString();
}
