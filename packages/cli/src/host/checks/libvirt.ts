import { Connection, ErrorCode, LibvirtError, parseURI } from '@labcloud/libvirt-client';
import type { CheckContext, Finding, HostCheck } from '../check';
import { startCommands } from '../daemon/by-hand';
import { hasProgram } from '../system/program';
import { processesNamed } from '../system/process-table';
import { hasSystemd, hasUnit, isSocketEnabled } from '../system/systemd';
import { isListened } from '../system/unix-socket';
import { userName } from '../system/user';

const DAEMONS = ['libvirtd', 'virtqemud'];
const MODULAR = ['virtqemud', 'virtnetworkd', 'virtstoraged', 'virtsecretd', 'virtnwfilterd', 'virtnodedevd', 'virtproxyd'];
const DEADLINE = 5000;
// Without an init there is often no bus either, through which the daemon asks polkit about users other than root.
const NO_BUS = /system bus/;

/** Whether libvirt's daemon runs and answers. */
export const libvirt: HostCheck = {
  name: 'libvirt',
  title: 'libvirt',
  needs: ['os-packages', 'kernel-mounts', 'kvm-access'],
  settles: 30_000,
  daemons: DAEMONS,
  async probe({ wants, signal }) {
    if (!wants.libvirt) {
      return { ok: true, found: 'not needed' };
    }
    const running = processesNamed(...DAEMONS);
    if (running.length === 0 && hasSystemd() && isListened(parseURI(wants.libvirtUri).sockets)) {
      return { ok: true, found: 'starts when it is asked, through systemd' };
    }
    try {
      const connection = await Connection.open(wants.libvirtUri, { signal, timeout: DEADLINE, reconnectTimeout: 0, keepAlive: false });
      const version = await connection.connectGetLibVersion().finally(() => connection.close());
      return { ok: true, found: `libvirt ${dotted(version)} answers at ${wants.libvirtUri}` };
    } catch (error) {
      signal.throwIfAborted();
      return explain(error as Error, running);
    }
  },
  async apply({ root }: CheckContext, { fix = '' }, onLine) {
    // One that runs and does not answer yet is waited for, never started a second time.
    if (processesNamed(...DAEMONS).length === 0) {
      await root.script(fix, onLine);
    }
  },
};

function explain(error: Error, running: readonly number[]): Finding {
  const user = userName();
  if (NO_BUS.test(error.message)) {
    const found = `libvirt cannot ask polkit whether ${user} may use it: ${error.message}`;
    return { ok: false, found, fix: 'Run labcloud as root, whom libvirt does not ask about.', onlyByHand: true };
  }
  const cause = error.cause as NodeJS.ErrnoException | undefined;
  if (cause?.code === 'EACCES' || LibvirtError.is(error, ErrorCode.AUTH_FAILED)) {
    const fix = `usermod -aG libvirt ${user}\n# then log in again`;
    return { ok: false, found: `${user} may not use libvirt: ${error.message}`, fix, onlyByHand: true };
  }
  if (running.length > 0) {
    const fix = 'Look into its log; restart it only when nothing else on this machine uses it.';
    return { ok: false, found: `libvirt's daemon runs (process ${running.join(', ')}) but does not work: ${error.message}`, fix };
  }
  return { ok: false, found: "libvirt's daemon does not run", fix: hasSystemd() ? systemdCommand() : startCommands(byHand()) };
}

function systemdCommand(): string {
  const modular = isSocketEnabled('virtqemud.socket') || !hasUnit('libvirtd.service');
  const units = modular ? MODULAR.map((daemon) => `${daemon}.socket`).filter(hasUnit) : ['libvirtd.service'];
  return `systemctl enable --now ${units.join(' ')}`;
}

function byHand(): string[] {
  const modular = !hasProgram('libvirtd') && hasProgram('virtqemud');
  const daemons = ['virtlogd', ...(modular ? MODULAR.filter(hasProgram) : ['libvirtd'])];
  return daemons.filter((daemon) => processesNamed(daemon).length === 0);
}

function dotted(version: number): string {
  return [Math.floor(version / 1_000_000), Math.floor(version / 1000) % 1000, version % 1000].join('.');
}
