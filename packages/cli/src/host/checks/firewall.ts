import type { CheckContext, HostCheck } from '../check';
import {
  CHAIN,
  changeCommands,
  changeOf,
  filterRules,
  FIREWALL_PROGRAMS,
  type FirewallProgram,
  type ForwardedNetwork,
  markCommands,
  ownRules,
  type RuleChange,
  wantedRules,
} from '../firewall/rules';
import { parseSubnet } from '../network/subnet';
import type { Wants } from '../wants';

/** Whether Docker's firewall lets the lab's machines through: it drops what it does not know. */
export const firewall: HostCheck = {
  name: 'firewall',
  title: 'Firewall between Docker and machines',
  needs: ['os-packages', 'docker', 'ip-forwarding'],
  async probe(context) {
    const { wants } = context;
    const { lab } = wants;
    const anyForwarded = [...FIREWALL_PROGRAMS.keys()].some((version) => forwarded(wants, version).length > 0);
    if (lab === undefined || !(anyForwarded || isGuarded(wants))) {
      return { ok: true, found: 'not needed' };
    }
    const looked = await Promise.all([...FIREWALL_PROGRAMS].map(([version, program]) => lookAt(lab, version, program, context)));
    const changes = looked.flatMap(({ program, change }) => (change ? [{ program, change }] : []));
    if (changes.length === 0) {
      return { ok: true, found: looked.map(({ found }) => found).join('; ') };
    }
    const count = (kind: keyof RuleChange): number => changes.reduce((sum, { change }) => sum + change[kind].length, 0);
    return {
      ok: false,
      found: `Docker may drop the packets of machines, or pass their filters by: ${count('add')} rules missing, ${count('remove')} outdated`,
      fix: [...changes.flatMap(({ program, change }) => changeCommands(program, change)), ...markCommands(lab)].join('\n'),
    };
  },
  apply: ({ root }, { fix = '' }, onLine) => root.script(fix, onLine),
};

interface Looked {
  readonly program: FirewallProgram;
  readonly found: string;
  readonly change?: RuleChange;
}

async function lookAt(lab: string, version: 4 | 6, program: FirewallProgram, { wants, root }: CheckContext): Promise<Looked> {
  const { status, stdout, stderr } = await root.read(program, ['-w', '-S', CHAIN]);
  if (status !== 0) {
    const why = stderr.split('\n').at(-1) ?? '';
    const found =
      (await root.access()) === 'none'
        ? `${program} cannot be read without root`
        : `no chain ${CHAIN} in ${program}: Docker does not filter here (${why})`;
    return { program, found };
  }
  const containers = wants.dockerNetworks.map(({ subnet }) => subnet).filter((subnet) => parseSubnet(subnet)?.version === version);
  const change = changeOf(stdout, lab, wantedRules(lab, forwarded(wants, version), containers), isGuarded(wants) ? filterRules(lab) : []);
  return { program, found: `${ownRules(stdout, lab).length} rules of ${lab} in ${CHAIN} of ${program}`, change };
}

/** The networks whose packets pass the host in a version of IP. */
function forwarded({ networks }: Wants, version: 4 | 6): ForwardedNetwork[] {
  return networks
    .filter(({ isolated }) => isolated !== true)
    .flatMap(({ bridge, subnet, subnet6 }) => [subnet, subnet6].flatMap((range) => (range ? [{ bridge, subnet: range }] : [])))
    .filter(({ subnet }) => parseSubnet(subnet)?.version === version);
}

function isGuarded({ machines }: Wants): boolean {
  return machines.some(({ uses = [] }) => uses.includes('packet-filters'));
}
