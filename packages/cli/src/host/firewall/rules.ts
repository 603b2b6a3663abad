import { existsSync } from 'node:fs';
import { UserError } from '../../errors';
import { RootShell } from '../system/root-shell';
import { sameRule } from './same-rule';
import { hasProgram } from '../system/program';

/** The chain that Docker leaves to the administrator and runs before its own. */
export const CHAIN = 'DOCKER-USER';

const MARKS = '/run/labcloud/firewall';

/** The program with the rules of one version of IP: each has chains of its own. */
export type FirewallProgram = 'iptables' | 'ip6tables';

/** The program of each version of IP. */
export const FIREWALL_PROGRAMS: ReadonlyMap<4 | 6, FirewallProgram> = new Map([
  [4, 'iptables'],
  [6, 'ip6tables'],
]);

/** The comment that marks the rules of a lab. */
function ruleComment(lab: string): string {
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

/** The chains of libvirt in which the packet filters of machines begin. */
const FILTER_CHAINS = ['libvirt-in', 'libvirt-out'];

/**
 * The rules that ask the packet filters of machines before anything is accepted: Docker puts its own chains before libvirt's, and what the
 * rules above accept would never come there.
 */
export function filterRules(lab: string): string[] {
  return FILTER_CHAINS.map((chain) => `-m comment --comment "${ruleComment(lab)}" -j ${chain}`);
}

/** What brings the rules of a lab to what is wanted, those that ask packet filters first; undefined if they are so. */
export function changeOf(listing: string, lab: string, wanted: readonly string[], filters: readonly string[]): RuleChange | undefined {
  const own = ownRules(listing, lab);
  const isIn = (rule: string, rules: readonly string[]): boolean => rules.some((other) => sameRule(rule, other));
  const missing = wanted.filter((rule) => !isIn(rule, own));
  const outdated = own.filter((rule) => !isIn(rule, wanted) && !isIn(rule, filters));
  const first = beforeAccepting(listing);
  const asked = filters.every((rule) => isIn(rule, first)) && missing.length === 0;
  if (missing.length + outdated.length === 0 && asked) {
    return undefined;
  }
  // Each rule that is added comes before all others.
  return asked
    ? { remove: outdated, add: missing }
    : { remove: [...outdated, ...own.filter((rule) => isIn(rule, filters))], add: [...missing, ...filters] };
}

/** The rules of the chain before the first one that accepts. */
function beforeAccepting(listing: string): string[] {
  const rules = listing.split('\n').filter((line) => line.startsWith(`-A ${CHAIN} `));
  const accepting = rules.findIndex((line) => line.includes('-j ACCEPT'));
  return rules.slice(0, accepting < 0 ? undefined : accepting).map((line) => line.slice(`-A ${CHAIN} `.length));
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

/** A change of the rules of a lab. */
export interface RuleChange {
  readonly remove: readonly string[];
  readonly add: readonly string[];
}

/** The commands that change the rules of one version of IP. */
export function changeCommands(program: FirewallProgram, { remove, add }: RuleChange): string[] {
  // libvirt makes its chains with the first filter, and takes those that are there.
  const chains = FILTER_CHAINS.filter((chain) => add.some((rule) => rule.endsWith(`-j ${chain}`)));
  return [
    ...chains.map((chain) => `${program} -w -N ${chain} 2>/dev/null || true`),
    ...remove.map((rule) => `${program} -w -D ${CHAIN} ${rule}`),
    ...add.map((rule) => `${program} -w -I ${CHAIN} ${rule}`),
  ];
}

/** The commands that leave a file in `/run`, gone after a boot like the rules: it says that a lab has some, which cannot be listed without root. */
export function markCommands(lab: string): string[] {
  return [`mkdir -p ${MARKS}`, `touch ${MARKS}/${lab}`];
}

/**
 * Removes the firewall rules of a lab; does nothing where there are none.
 *
 * @throws UserError with the commands when root's rights are needed and cannot be had
 */
export async function removeRules(lab: string, interactive: boolean = process.stdin.isTTY && process.stderr.isTTY): Promise<void> {
  const root = new RootShell(interactive);
  const marked = existsSync(`${MARKS}/${lab}`);
  const programs = [...FIREWALL_PROGRAMS.values()].filter(hasProgram);
  if (programs.length === 0 || (!marked && (await root.access()) === 'none')) {
    return;
  }
  if ((await root.acquire()) === 'none') {
    const shows = programs.map((program) => `${program} -S ${CHAIN} | grep '${ruleComment(lab)}'`).join('\n');
    throw new UserError(
      `The firewall rules of the lab '${lab}' cannot be removed without root or sudo.`,
      `As root, delete with -D in place of -A each that these show:\n${shows}`,
    );
  }
  const commands: string[] = [];
  for (const program of programs) {
    const { stdout } = await root.read(program, ['-w', '-S', CHAIN]);
    commands.push(...changeCommands(program, { remove: ownRules(stdout, lab), add: [] }));
  }
  if (commands.length > 0 || marked) {
    await root.script([...commands, `rm -f ${MARKS}/${lab}`].join('\n'));
  }
}
