import type { IConstruct } from 'constructs';
import { ConfigError } from './config-error';
import type { IpSubnet } from './ip-subnet';
import type { LockFile } from './lock-file';

/** Automatic addresses begin here, so that the low ones are free for those that a person gives. */
const FIRST_AUTOMATIC = 10n;
/** The position of the gateway. */
const GATEWAY = 1n;

/** A run of addresses, both ends included. */
export interface AddressRange {
  readonly start: string;
  readonly end: string;
}

/** The addresses of one network: given by a person, kept from last time, or the lowest that is free. */
export class AddressBook {
  /** The addresses that DHCP gives away, in one spelling. */
  readonly range: AddressRange | undefined;
  private readonly owners = new Map<bigint, IConstruct>();
  private readonly kept = new Set<bigint>();
  private readonly remembered = new Map<string, bigint>();
  private readonly dynamic: readonly [bigint, bigint] | undefined;
  private readonly first: bigint;
  private next: bigint;

  /**
   * @param network whose addresses these are; its first usable address is the gateway's
   * @param range addresses that DHCP gives to unknown guests, and nobody else gets
   * @throws ConfigError if the range is not within the subnet
   */
  constructor(
    private readonly network: IConstruct,
    readonly subnet: IpSubnet,
    private readonly lock: LockFile,
    range?: AddressRange,
  ) {
    this.dynamic = range && this.indexesOf(range);
    this.range = this.dynamic && { start: subnet.at(this.dynamic[0]), end: subnet.at(this.dynamic[1]) };
    for (const [owner, address] of Object.entries(lock.addressesOf(network.node.path))) {
      const index = this.indexOf(address);
      if (index !== undefined) {
        this.remembered.set(owner, index);
        this.kept.add(index);
      }
    }
    this.first = subnet.last > 2n * FIRST_AUTOMATIC - 2n ? FIRST_AUTOMATIC : GATEWAY + 1n;
    this.next = this.first;
  }

  /**
   * Gives `owner` an address.
   * @param wanted the address that a person chose; without it last time's, else the lowest free one
   * @throws ConfigError if it is not in the subnet, reserved, or taken, or if none is left
   */
  allocate(owner: IConstruct, wanted?: string): string {
    const index = wanted === undefined ? this.automatic(owner) : this.chosen(owner, wanted);
    this.owners.set(index, owner);
    const address = this.subnet.at(index);
    this.lock.recordAddress(this.network.node.path, owner.node.path, address);
    return address;
  }

  /**
   * The first of the lowest free addresses that follow each other.
   * @param owner who wants them
   * @throws ConfigError if so many in a row are not left
   */
  run(owner: IConstruct, count: number): string {
    const { last } = this.subnet;
    const isFree = (index: bigint): boolean => !this.kept.has(index) && !this.owners.has(index) && !this.isDynamic(index);
    for (let first = this.first; first + BigInt(count) - 1n <= last; first++) {
      const taken = Array.from({ length: count }, (_, offset) => first + BigInt(offset)).findLast((index) => !isFree(index));
      if (taken === undefined) {
        return this.subnet.at(first);
      }
      first = taken;
    }
    throw new ConfigError(
      owner,
      `no ${count} addresses in a row are left in ${this.subnet.toString()} of ${this.network.node.path}: choose a larger subnet`,
    );
  }

  private chosen(owner: IConstruct, wanted: string): bigint {
    const index = this.indexOf(wanted);
    if (index === undefined) {
      throw new ConfigError(
        owner,
        `'address' must lie in the subnet ${this.subnet.toString()} of ${this.network.node.path}, got '${wanted}'`,
      );
    }
    if (index === GATEWAY) {
      throw new ConfigError(owner, `'address' must not be the gateway of ${this.network.node.path}, got '${wanted}'`);
    }
    if (this.isDynamic(index)) {
      throw new ConfigError(owner, `'address' must lie outside the DHCP range of ${this.network.node.path}, got '${wanted}'`);
    }
    const holder = this.owners.get(index);
    if (holder) {
      throw new ConfigError(owner, `'address' ${wanted} is already taken by ${holder.node.path}: choose another one`);
    }
    return index;
  }

  private automatic(owner: IConstruct): bigint {
    const index = this.remembered.get(owner.node.path);
    if (index !== undefined && index !== GATEWAY && !this.owners.has(index) && !this.isDynamic(index)) {
      return index;
    }
    while (this.kept.has(this.next) || this.owners.has(this.next) || this.isDynamic(this.next)) {
      this.next++;
    }
    if (this.next > this.subnet.last) {
      throw new ConfigError(owner, `no address is left in ${this.subnet.toString()} of ${this.network.node.path}: choose a larger subnet`);
    }
    return this.next;
  }

  private isDynamic(index: bigint): boolean {
    return this.dynamic !== undefined && index >= this.dynamic[0] && index <= this.dynamic[1];
  }

  private indexOf(address: string): bigint | undefined {
    const index = this.subnet.indexOf(address);
    return index === undefined ? undefined : BigInt(index);
  }

  private indexesOf(range: AddressRange): [bigint, bigint] {
    const start = this.indexOf(range.start);
    const end = this.indexOf(range.end);
    if (start === undefined || end === undefined || start > end || start === GATEWAY) {
      throw new ConfigError(
        this.network,
        `'dhcpRange' must run upwards within ${this.subnet.toString()} after the gateway, got '${range.start}' to '${range.end}'`,
      );
    }
    return [start, end];
  }
}
