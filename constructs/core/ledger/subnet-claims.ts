import type { IConstruct } from 'constructs';
import { ConfigError } from '../config-error';
import type { Subnet } from '../subnet';
import { Intervals } from './intervals';

/** Where a subnet is. */
export interface SubnetPlace {
  /** What `computerOf` calls the computer. */
  readonly computer: string;
  /**
   * Who can see it: only its computer, everybody (it is routed), or everybody because it is the network that the computer itself is on,
   * which other computers can be on as well.
   * @default 'computer'
   */
  readonly reach?: 'computer' | 'everybody' | 'shared';
}

interface Holder {
  readonly subnet: Subnet;
  readonly claimant: IConstruct;
}

/** Who has taken which subnet. */
export class SubnetClaims {
  private readonly byComputer = new Map<string, Intervals<Holder>>();
  private readonly ofEverybody = new Intervals<Holder>();
  private readonly shared = new Set<string>();

  /** @throws ConfigError if it overlaps one that can be seen where it can be seen */
  claim(subnet: Subnet, claimant: IConstruct, { computer, reach = 'computer' }: SubnetPlace): void {
    if (reach === 'shared' && this.shared.has(subnet.toString())) {
      return;
    }
    const here = this.of(computer);
    const others = reach === 'computer' ? [here] : this.byComputer.values();
    for (const taken of [this.ofEverybody, ...others]) {
      const clash = taken.holderIn(subnet.base, lastOf(subnet));
      if (clash) {
        throw new ConfigError(
          claimant,
          `subnet ${subnet.toString()} overlaps ${clash.subnet.toString()} of ${clash.claimant.node.path}: choose another one`,
        );
      }
    }
    (reach === 'computer' ? here : this.ofEverybody).add(subnet.base, lastOf(subnet), { subnet, claimant });
    if (reach === 'shared') {
      this.shared.add(subnet.toString());
    }
  }

  private of(computer: string): Intervals<Holder> {
    let intervals = this.byComputer.get(computer);
    if (!intervals) {
      intervals = new Intervals();
      this.byComputer.set(computer, intervals);
    }
    return intervals;
  }
}

function lastOf({ base, length }: Subnet): number {
  return base + length - 1;
}
