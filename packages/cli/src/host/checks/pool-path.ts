import { accessSync, constants, statSync } from 'node:fs';
import type { CheckContext, Finding, HostCheck } from '../check';
import { type Account, guestAccount } from '../system/accounts';
import { runCommand } from '../system/command';
import { ancestors, existingPart } from '../system/folder';

/** Whether pools can be made where the app wants them, and the guests' user gets to the disks in them. */
export const poolPath: HostCheck = {
  name: 'pool-path',
  title: 'Folders of pools',
  needs: ['os-packages'],
  async probe(context) {
    const { pools } = context.wants;
    if (pools.length === 0) {
      return { ok: true, found: 'not needed' };
    }
    const findings = await Promise.all(pools.map(({ path }) => probePath(path, context)));
    return findings.find(({ ok }) => !ok) ?? { ok: true, found: pools.map(({ path }) => path).join(', ') };
  },
};

async function probePath(path: string, { root }: CheckContext): Promise<Finding> {
  const there = existingPart(path);
  if (!statSync(there).isDirectory()) {
    return {
      ok: false,
      found: `the pool's path ${path} leads through ${there}, which is not a folder`,
      fix: "Give the pool another 'path'.",
    };
  }
  // libvirt's daemon writes as root; what root cannot write, nobody can.
  const asRoot = (await root.access()) !== 'none';
  if (isReadOnly(there) || (asRoot && (await root.read('test', ['-w', there])).status !== 0)) {
    const fix = `Mount the file system of ${there} for writing, or give the pool another 'path'.`;
    return { ok: false, found: `the pool's path ${path} is not writable (${there})`, fix };
  }
  const account = guestAccount();
  const closed = account && (await closedFolder(there, account, asRoot));
  if (account && closed) {
    const fix = `chmod o+x ${closed}\n# or give the pool another 'path'`;
    return { ok: false, found: `the guests' user ${account.name} cannot get to the pool's path ${path}: ${closed} is closed to it`, fix };
  }
  return { ok: true, found: path };
}

async function closedFolder(path: string, account: Account, asRoot: boolean): Promise<string | undefined> {
  for (const folder of ancestors(path)) {
    if (!(await passes(folder, account, asRoot))) {
      return folder;
    }
  }
  return undefined;
}

async function passes(folder: string, account: Account, asRoot: boolean): Promise<boolean> {
  const { mode, uid, gid } = statSync(folder);
  const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
  if ((mode & bit) !== 0) {
    return true;
  }
  // Supplementary groups and access control lists: only the kernel knows.
  if (!asRoot || process.getuid?.() !== 0) {
    return false;
  }
  const identity = [`--reuid=${account.uid}`, `--regid=${account.gid}`, '--init-groups'];
  return (await runCommand('setpriv', [...identity, 'test', '-x', folder])).status === 0;
}

function isReadOnly(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EROFS';
  }
}
