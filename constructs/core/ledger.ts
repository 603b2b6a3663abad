import type { IConstruct } from 'constructs';
import { ConfigError } from './config-error';
import type { Subnet } from './subnet';

/** Who has taken what, over the whole app: names on a host, ports, subnets. A second claim is refused, naming both claimants. */
export class Ledger {
  private readonly claims = new Map<string, IConstruct>();
  private readonly subnets: { subnet: Subnet; claimant: IConstruct }[] = [];

  /**
   * Claims something that only one construct may have.
   * @param what in words, e.g. `host port 8080`; claims of the same words clash
   * @param remedy what the person can do about a clash
   * @throws ConfigError if somebody else has it
   */
  claim(what: string, claimant: IConstruct, remedy: string): void {
    const holder = this.claims.get(what);
    if (holder) {
      throw new ConfigError(claimant, `${what} is already taken by ${holder.node.path}: ${remedy}`);
    }
    this.claims.set(what, claimant);
  }

  /** @throws ConfigError if the subnet overlaps one that was claimed before */
  claimSubnet(subnet: Subnet, claimant: IConstruct): void {
    const clash = this.subnets.find((other) => other.subnet.overlaps(subnet));
    if (clash) {
      throw new ConfigError(
        claimant,
        `subnet ${subnet.toString()} overlaps ${clash.subnet.toString()} of ${clash.claimant.node.path}: choose another one`,
      );
    }
    this.subnets.push({ subnet, claimant });
  }
}
