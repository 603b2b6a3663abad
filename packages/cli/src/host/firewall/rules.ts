import { UserError } from '../../errors';
import { RootShell } from '../system/root-shell';
import { findProgram } from '../system/program';

/** The chain that Docker leaves to the administrator and runs before its own. */
export const CHAIN = 'DOCKER-USER';

/** The comment that marks the rules of a lab. */
export function ruleComment(lab: string): string {
  return `labcloud:${lab}`;
}

/** A network of machines that packets must reach through the host. */
export interface ForwardedNetwork {
  readonly bridge: string;
  readonly subnet: string;
}

/**
 * The rules that let a lab's machines out, their answers in, and its containers to them, whatever the order of Docker's
 * and libvirt's own rules. Nothing else gets in.
 */
export function wantedRules(lab: string, networks: readonly ForwardedNetwork[], containerSubnets: readonly string[]): string[] {
  const mark = `-m comment --comment "${ruleComment(lab)}" -j ACCEPT`;
  return networks.flatMap(({ bridge, subnet }) => [
    `-s ${subnet} -i ${bridge} ${mark}`,
    `-d ${subnet} -o ${bridge} -m conntrack --ctstate RELATED,ESTABLISHED ${mark}`,
    `-d ${subnet} -i docker0 -o ${bridge} ${mark}`,
    ...containerSubnets.map((source) => `-s ${source} -d ${subnet} -o ${bridge} ${mark}`),
  ]);
}

/** The rules of a lab among those that `iptables -S DOCKER-USER` printed. */
export function ownRules(listing: string, lab: string): string[] {
  const comment = `--comment "${ruleComment(lab)}"`;
  const bare = `--comment ${ruleComment(lab)} `;
  return listing
    .split('\n')
    .filter((line) => line.startsWith(`-A ${CHAIN} `) && (line.includes(comment) || `${line} `.includes(bare)))
    .map((line) => line.slice(`-A ${CHAIN} `.length));
}

/**
 * Removes the firewall rules of a lab; does nothing where there are none.
 *
 * @throws UserError with the commands when root's rights are needed and cannot be had
 */
export async function removeRules(lab: string, interactive: boolean = process.stdin.isTTY && process.stderr.isTTY): Promise<void> {
  if (!findProgram('iptables')) {
    return;
  }
  const root = new RootShell(interactive);
  if ((await root.acquire()) === 'none') {
    throw new UserError(
      `Without root or sudo the firewall rules of the lab '${lab}' cannot be looked for.`,
      `As root: iptables -S ${CHAIN} | grep '${ruleComment(lab)}' and delete each with iptables -D`,
    );
  }
  const { stdout } = await root.read('iptables', ['-w', '-S', CHAIN]);
  const own = ownRules(stdout, lab);
  if (own.length > 0) {
    await root.script(own.map((rule) => `iptables -w -D ${CHAIN} ${rule}`).join('\n'));
  }
}
