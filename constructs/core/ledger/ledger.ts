import type { IConstruct } from 'constructs';
import { ConfigError } from '../config-error';
import type { Subnet } from '../subnet';
import type { Subnet6 } from '../subnet6';
import { Budgets } from './budgets';
import { FolderClaims } from './folder-claims';
import { type HostPort, PortClaims } from './port-claims';
import { SubnetClaims, type SubnetPlace } from './subnet-claims';
import { Subnet6Claims } from './subnet6-claims';

/**
 * Who has taken what, over the whole app and all of its stacks: names, addresses, ports, subnets, and shares of what a computer has.
 * A second claim is refused, naming both claimants; sums are checked when the app is synthesized.
 */
export class Ledger {
  /** Memory, processors and storage. */
  readonly budgets = new Budgets();
  private readonly claims = new Map<string, IConstruct>();
  private readonly subnets = new SubnetClaims();
  private readonly subnets6 = new Subnet6Claims();
  private readonly ports = new PortClaims();
  private readonly folders = new FolderClaims();

  /**
   * Claims something that only one construct may have.
   * @param what in words, e.g. `the pool name 'lab-pool'`; claims of the same words clash
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

  /** @throws ConfigError if the subnet overlaps one that was claimed before and can be seen at the same place */
  claimSubnet(subnet: Subnet, claimant: IConstruct, place: SubnetPlace): void {
    this.subnets.claim(subnet, claimant, place);
  }

  /** @throws ConfigError if the IPv6 subnet overlaps one that was claimed before and can be seen at the same place */
  claimSubnet6(subnet: Subnet6, claimant: IConstruct, place: SubnetPlace): void {
    this.subnets6.claim(subnet, claimant, place);
  }

  /** @throws ConfigError if the folder is that of another pool of the computer, or one of the two is within the other */
  claimFolder(path: string, computer: string, claimant: IConstruct): void {
    this.folders.claim(path, computer, claimant);
  }

  /** @throws ConfigError if somebody else listens on that port at that address */
  claimPort(port: HostPort, claimant: IConstruct, remedy: string): void {
    this.ports.claim(port, claimant, remedy);
  }
}
