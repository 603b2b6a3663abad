import type { HostCheck } from '../check';
import { CHAIN, changeCommands, type ForwardedNetwork, ownRules, wantedRules } from '../firewall/rules';
import { sameRule } from '../firewall/same-rule';

/** Whether Docker's firewall lets the lab's machines through: it drops what it does not know. */
export const firewall: HostCheck = {
  name: 'firewall',
  title: 'Firewall between Docker and machines',
  needs: ['os-packages', 'docker', 'ip-forwarding'],
  async probe({ wants, root }) {
    const networks = wants.networks.filter((network): network is ForwardedNetwork & typeof network => network.subnet !== null);
    if (wants.lab === undefined || networks.length === 0) {
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
    const own = ownRules(stdout, wants.lab);
    const missing = wanted.filter((rule) => !own.some((other) => sameRule(rule, other)));
    const outdated = own.filter((rule) => !wanted.some((other) => sameRule(rule, other)));
    if (missing.length === 0 && outdated.length === 0) {
      return { ok: true, found: `${own.length} rules of ${wants.lab} in ${CHAIN}` };
    }
    return {
      ok: false,
      found: `Docker may drop the packets of machines: ${missing.length} rules missing, ${outdated.length} outdated`,
      fix: changeCommands(wants.lab, { remove: outdated, add: missing, someStay: true }),
    };
  },
  apply: ({ root }, { fix = '' }, onLine) => root.script(fix, onLine),
};
