import { existsSync } from 'node:fs';
import type { CheckContext, HostCheck } from '../check';
import { hasSystemd } from '../system/systemd';
import { distribution } from '../system/distribution';
import { hasProgram } from '../system/program';
import { tryUnixSocket } from '../system/unix-socket';
import { installCommands } from '../packages/install';
import { hasPackageLists, packageStates } from '../packages/dpkg';
import { type Tool, TOOLS } from '../packages/tools';
import type { Wants } from '../wants';

/** Whether the programs that the lab runs on are installed. */
export const osPackages: HostCheck = {
  name: 'os-packages',
  title: 'Operating system packages',
  needs: ['platform'],
  async probe(context) {
    const { family } = distribution();
    const tools = await missingTools(context);
    const states = family === 'apt' ? await packageStates(context.signal) : new Map<string, string>();
    const extra = family === 'apt' ? context.osPackages.filter((wanted) => states.get(wanted) !== 'installed') : [];
    // Another package that is broken is none of the lab's business.
    const cutOff = TOOLS.flatMap(({ packages }) => packages.apt).filter((wanted) => BROKEN.has(states.get(wanted) ?? ''));
    const lacking = [...tools.map(({ program }) => program), ...extra];
    if (lacking.length === 0 && cutOff.length === 0) {
      return { ok: true, found: 'all installed' };
    }
    const parts = [
      lacking.length > 0 ? `missing: ${lacking.join(', ')}` : '',
      cutOff.length > 0 ? `not configured: ${cutOff.join(', ')}` : '',
    ];
    const found = parts.filter(Boolean).join('; ');
    const packages = [...tools.flatMap((tool) => tool.packages[family === 'unknown' ? 'apt' : family]), ...extra];
    const repair = [...states.values()].some((state) => BROKEN.has(state));
    const fix = installCommands(family, [...new Set(packages)], { repair, noLists: !hasPackageLists() });
    return { ok: false, found, fix, onlyByHand: family !== 'apt' };
  },
  async apply({ root }, { fix = '' }, onLine) {
    await root.script(fix, onLine);
  },
};

const BROKEN = new Set(['half-installed', 'unpacked', 'half-configured', 'triggers-awaited', 'triggers-pending']);

/** The programs that a lab runs on: those of a part only where a machine has it. */
export function toolsOf(wants: Wants): Tool[] {
  const uses = new Set<Tool['use']>(['always', ...wants.machines.flatMap((machine) => machine.uses ?? [])]);
  if (wants.libvirt) {
    uses.add('libvirt');
  }
  if (wants.dockerSockets.length > 0) {
    uses.add('docker');
  }
  return TOOLS.filter(({ use }) => uses.has(use));
}

async function missingTools({ wants }: CheckContext): Promise<Tool[]> {
  const there = (name: string): boolean => (name.startsWith('/') ? existsSync(name) : hasProgram(name));
  const missing = toolsOf(wants).filter(({ program, instead = [] }) => ![program, ...instead].some(there));
  const needed = await Promise.all(
    missing.map(async ({ program }) => {
      // An engine that answers is never joined by another, wherever its program is.
      if (program === 'dockerd') {
        return !(await anyAnswers(wants.dockerSockets));
      }
      return program !== 'tini' || !hasSystemd();
    }),
  );
  return missing.filter((_, index) => needed[index]);
}

async function anyAnswers(sockets: readonly string[]): Promise<boolean> {
  const states = await Promise.all(sockets.map(tryUnixSocket));
  return states.some((state) => state !== 'refused');
}
