import type { HostCheck } from '../check';
import { CHAIN, changeCommands, changeOf, filterRules, type ForwardedNetwork, ownRules, wantedRules } from '../firewall/rules';
import { parseSubnet } from '../network/subnet';

/** Whether Docker's firewall lets the lab's machines through: it drops what it does not know. */
export const firewall: HostCheck = {
  name: 'firewall',
  title: 'Firewall between Docker and machines',
  needs: ['os-packages', 'docker', 'ip-forwarding'],
  async probe({ wants, root }) {
    const networks = wants.networks.filter(
      (network): network is ForwardedNetwork & typeof network => isIpv4(network.subnet) && network.isolated !== true,
    );
    const isGuarded = wants.machines.some(({ uses = [] }) => uses.includes('packet-filters'));
    if (wants.lab === undefined || (networks.length === 0 && !isGuarded)) {
      return { ok: true, found: 'not needed' };
    }
    const { status, stdout, stderr } = await root.read('iptables', ['-w', '-S', CHAIN]);
    if (status !== 0) {
      return (await root.access()) === 'none'
        ? { ok: true, found: 'cannot be read without root' }
        : { ok: true, found: `no chain ${CHAIN}: Docker does not filter here (${stderr.split('\n').at(-1) ?? ''})` };
    }
    const wanted = wantedRules(
      wants.lab,
      networks,
      wants.dockerNetworks.map(({ subnet }) => subnet),
    );
    const change = changeOf(stdout, wants.lab, wanted, isGuarded ? filterRules(wants.lab) : []);
    if (!change) {
      return { ok: true, found: `${ownRules(stdout, wants.lab).length} rules of ${wants.lab} in ${CHAIN}` };
    }
    const { remove, add } = change;
    return {
      ok: false,
      found: `Docker may drop the packets of machines, or pass their filters by: ${add.length} rules missing, ${remove.length} outdated`,
      fix: changeCommands(wants.lab, { ...change, someStay: true }),
    };
  },
  apply: ({ root }, { fix = '' }, onLine) => root.script(fix, onLine),
};

/** The chain is one of IPv4. */
function isIpv4(subnet: string | null): subnet is string {
  return subnet !== null && parseSubnet(subnet)?.version === 4;
}
