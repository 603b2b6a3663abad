import { UserError } from '../errors';
import { type LiveAddress, addressesOf } from '../lab/addresses';
import { HostConnections } from '../lab/host-connections';
import { type Member, findMember, findMembers } from '../lab/member';
import { lastManifest } from '../project/synth';
import { formatTable } from '../ui/table';
import type { CommandContext } from './context';

export interface IpOptions {
  readonly json?: boolean;
}

interface Found {
  readonly name: string;
  readonly kind: Member['kind'];
  readonly addresses: readonly LiveAddress[];
}

/** Says which address a machine or service has, from what runs; without a name those of all. */
export async function runIp({ project }: CommandContext, options: IpOptions, name?: string): Promise<number> {
  const manifest = await lastManifest(project);
  const members = name === undefined ? findMembers(manifest, []) : [findMember(manifest, name)];
  const found = await HostConnections.during((hosts) =>
    Promise.all(
      members.map(async (member): Promise<Found> => ({
        name: member.name,
        kind: member.kind,
        addresses: await addressesOf(hosts, member),
      })),
    ),
  );
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ addresses: found }, null, 2)}\n`);
    return 0;
  }
  const [member] = members;
  const [first] = found;
  if (name === undefined) {
    const rows = found.flatMap((each) => rowsOf(each));
    process.stdout.write(`${formatTable(['NAME', 'ADDRESS', 'MAC', 'SOURCE'], rows)}\n`);
  } else if (first?.addresses[0]) {
    process.stdout.write(`${first.addresses[0].address}\n`);
  } else {
    const wished = member?.kind === 'machine' ? `The app gives it ${member.machine.address}. ` : '';
    throw new UserError(`${member?.name ?? name} has no address now.`, `${wished}See whether it runs: labcloud status`);
  }
  return 0;
}

function rowsOf({ name, addresses }: Found): string[][] {
  return addresses.length === 0
    ? [[name, '-', '-', '-']]
    : addresses.map(({ address, mac, source }, index) => [index === 0 ? name : '', address, mac, source]);
}
