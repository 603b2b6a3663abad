import { Construct } from 'constructs';
import { ConfigError, type Endpoint, type ITarget, LabApp, LabStack, type PropNames, refuseUnknownProps } from '../core';
import { addressOf } from './reference';
import { VirtualMachine } from './virtual-machine';
import { type MachineSource, VIRTUAL_MACHINE_PROPS, type VirtualMachineProps } from './virtual-machine-props';

/** One machine of a group, while it is described. */
export interface GroupMember {
  /** Counted from 1; also the id of its construct. */
  readonly index: number;
}

/** What a machine of a group can have: its address is the group's affair. */
type MemberProps = Omit<VirtualMachineProps, 'address'>;

/** Props of a `MachineGroup`: those of each of its machines, and those of the group. */
export interface MachineGroupProps extends MemberProps {
  /** How many machines; more are added at the end, fewer are removed from there. */
  readonly count: number;
  /**
   * What a machine has beside or instead of what all have, e.g. a file with its number.
   * @default - nothing
   */
  readonly each?: (member: GroupMember) => Partial<MemberProps>;
  /**
   * The address of the first machine; the others follow it one after another.
   * @default - those that they had last time, else the lowest that follow each other and are free
   */
  readonly firstAddress?: string;
  /**
   * How many machines a change may restart or rebuild at the same time. `labcloud up` waits until those are ready before it goes on, and
   * stops at the first that is not.
   * @default 1
   */
  readonly atOnce?: number;
}

const MEMBER_PROPS = only(VIRTUAL_MACHINE_PROPS, (name) => name !== 'address') as PropNames<MemberProps>;
const PROP_NAMES: PropNames<MachineGroupProps> = { ...MEMBER_PROPS, count: true, each: true, firstAddress: true, atOnce: true };
const MOST_MACHINES = 1000;

/**
 * Equal machines that are changed a few at a time: `Web/1`, `Web/2` … with the host names `web-1`, `web-2` …
 *
 * @example
 * const web = new libvirt.MachineGroup(host, 'Web', { count: 3, image: libvirt.CloudImage.DEBIAN_12, pool, network, cloudInit });
 */
export class MachineGroup extends Construct implements ITarget {
  /** In their order. */
  readonly machines: readonly VirtualMachine[];

  /** @throws ConfigError if a prop of the group or of a machine is out of its range, or an address is taken */
  constructor(scope: Construct, id: string, props: MachineGroupProps & MachineSource) {
    super(scope, id);
    refuseUnknownProps(this, props, PROP_NAMES);
    const { count, each, atOnce = 1 } = props;
    const common = only(props, (name) => Object.hasOwn(MEMBER_PROPS, name)) as unknown as MemberProps & MachineSource;
    if (!Number.isInteger(count) || count < 0 || count > MOST_MACHINES) {
      throw new ConfigError(this, `'count' must be a whole number from 0 to ${MOST_MACHINES}, got ${count}`);
    }
    if (!Number.isInteger(atOnce) || atOnce < 1) {
      throw new ConfigError(this, `'atOnce' must be a whole number of at least 1, got ${atOnce}`);
    }
    const addresses = this.addresses(props);
    this.machines = addresses.map((address, position) => {
      const own = each?.({ index: position + 1 }) ?? {};
      return new VirtualMachine(this, String(position + 1), { ...common, ...own, address } as VirtualMachineProps & MachineSource);
    });
    const { machines } = this;
    LabStack.of(this).facts.rollouts.push({
      path: this.node.path,
      atOnce,
      get members() {
        return machines.map(({ name, resource }) => ({ name, address: addressOf(resource), kind: 'machine' as const }));
      },
    });
  }

  get endpoints(): readonly Endpoint[] {
    return this.machines.flatMap(({ endpoints }) => endpoints);
  }

  private addresses({ count, network, firstAddress }: MachineGroupProps): (string | undefined)[] {
    const known = LabApp.of(this).lock.addressesOf(network.node.path);
    const positions = Array.from({ length: count }, (_each, position) => position);
    const wasThere = positions.some((position) => known[`${this.node.path}/${position + 1}`] !== undefined);
    if (firstAddress === undefined && (wasThere || count < 2 || !network.isManaged)) {
      return positions.map(() => undefined);
    }
    const { subnet, addresses } = network;
    const first = firstAddress ?? addresses.run(this, count);
    const index = subnet.indexOf(first);
    if (index === undefined || BigInt(index) + BigInt(count) - 1n > subnet.last) {
      throw new ConfigError(
        this,
        `'firstAddress' must leave room for ${count} addresses in ${subnet.toString()} of ${network.node.path}, got '${first}'`,
      );
    }
    return positions.map((position) => subnet.at(BigInt(index) + BigInt(position)));
  }
}

function only(props: object, isWanted: (name: string) => boolean): object {
  return Object.fromEntries(Object.entries(props).filter(([name]) => isWanted(name)));
}
