import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(__dirname, '../../coverage/ssh-server');
const PACKAGES = ['openssh-server', 'libwrap0', 'netcat-openbsd'];
const LIBRARIES = ['lib', 'usr/lib'].flatMap((folder) => [`${folder}/x86_64-linux-gnu`, `${folder}/aarch64-linux-gnu`]);

/** An SSH server to run in a test, and what it runs with. */
export interface SshServer {
  readonly sshd: string;
  readonly netcat: string;
  /** For LD_LIBRARY_PATH. */
  readonly libraries: string;
}

/** Debian's SSH server and netcat, unpacked but not installed: an installation would open this machine's port 22. Undefined where there is no Debian. */
export function sshServer(): SshServer | undefined {
  if (!existsSync(FOLDER) && !unpack()) {
    return undefined;
  }
  return {
    sshd: join(FOLDER, 'usr/sbin/sshd'),
    netcat: join(FOLDER, 'bin/nc.openbsd'),
    libraries: LIBRARIES.map((folder) => join(FOLDER, folder)).join(':'),
  };
}

function unpack(): boolean {
  const making = `${FOLDER}.${process.pid}`;
  mkdirSync(making, { recursive: true });
  try {
    execFileSync('apt-get', ['download', ...PACKAGES], { cwd: making, stdio: 'ignore' });
    for (const file of readdirSync(making).filter((name) => name.endsWith('.deb'))) {
      execFileSync('dpkg-deb', ['-x', file, '.'], { cwd: making });
    }
    renameSync(making, FOLDER);
    return true;
  } catch {
    return existsSync(FOLDER);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}
