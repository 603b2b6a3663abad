import type { IConstruct } from 'constructs';
import { ConfigError } from '../config-error';

/** A port that something listens on. */
export interface HostPort {
  /** What `computerOf` calls the computer. */
  readonly computer: string;
  readonly port: number;
  /** @default 'tcp' */
  readonly protocol?: 'tcp' | 'udp';
  /**
   * The address of the computer that is listened at.
   * @default '0.0.0.0'
   */
  readonly address?: string;
}

interface Holder {
  readonly address: string;
  readonly claimant: IConstruct;
}

/** Addresses that stand for all of a computer's. */
const ALL = new Set(['0.0.0.0', '::', '*']);

/** Who listens on which port of which computer. Two may share a port if neither listens at every address. */
export class PortClaims {
  private readonly holders = new Map<string, Holder[]>();

  /** @throws ConfigError if somebody else listens there */
  claim({ computer, port, protocol = 'tcp', address = '0.0.0.0' }: HostPort, claimant: IConstruct, remedy: string): void {
    const what = `host port ${port}${protocol === 'tcp' ? '' : `/${protocol}`} on ${computer}`;
    const holders = this.holders.get(what) ?? [];
    const holder = holders.find((other) => other.address === address || ALL.has(other.address) || ALL.has(address));
    if (holder) {
      throw new ConfigError(claimant, `${what} is already taken by ${holder.claimant.node.path}: ${remedy}`);
    }
    holders.push({ address, claimant });
    this.holders.set(what, holders);
  }
}
