import { UserError } from '../../errors';
import { type CommandResult, runCommand } from './command';
import { hasProgram } from './program';

const INSTALL_DEADLINE = 30 * 60_000;
// needrestart would restart daemons that work.
const ENVIRONMENT = { DEBIAN_FRONTEND: 'noninteractive', NEEDRESTART_SUSPEND: '1' };
const PRESERVE =
  '--preserve-env=DEBIAN_FRONTEND,NEEDRESTART_SUSPEND,LC_ALL,http_proxy,https_proxy,no_proxy,HTTP_PROXY,HTTPS_PROXY,NO_PROXY';

/** How commands can get root's rights. */
export type RootAccess = 'root' | 'sudo' | 'none';

/** Runs shell commands as root: directly, or through sudo. */
export class RootShell {
  private quiet: Promise<RootAccess> | undefined;

  constructor(
    private readonly interactive: boolean,
    private readonly signal?: AbortSignal,
  ) {}

  /** What is possible without asking anybody. */
  access(): Promise<RootAccess> {
    this.quiet ??= this.look();
    return this.quiet;
  }

  /** Gets root's rights, asking for the sudo password when a person is at the terminal. */
  async acquire(): Promise<RootAccess> {
    const access = await this.access();
    if (access !== 'none' || !this.interactive || !hasProgram('sudo')) {
      return access;
    }
    const { status } = await runCommand('sudo', ['-v'], { terminal: true, deadline: INSTALL_DEADLINE, signal: this.signal });
    this.quiet = Promise.resolve(status === 0 ? 'sudo' : 'none');
    return this.quiet;
  }

  /** Runs a program that only looks, with root's rights where they come without asking. */
  async read(file: string, args: readonly string[]): Promise<CommandResult> {
    const prefix = (await this.access()) === 'sudo' ? ['sudo', '-n', file] : [file];
    return runCommand(prefix[0] ?? file, [...prefix.slice(1), ...args], { signal: this.signal });
  }

  /**
   * Runs shell commands as root and stops at the first that fails.
   *
   * @throws UserError with the commands' last lines
   */
  async script(commands: string, onLine: (line: string) => void = () => undefined): Promise<void> {
    const shell = ['sh', '-ec', commands];
    const argv = (await this.acquire()) === 'sudo' ? ['sudo', '-n', PRESERVE, ...shell] : shell;
    const result = await runCommand(argv[0] ?? 'sh', argv.slice(1), {
      deadline: INSTALL_DEADLINE,
      env: ENVIRONMENT,
      signal: this.signal,
      onLine,
    });
    if (result.status !== 0) {
      const tail = (result.stderr || result.stdout).trim().split('\n').slice(-8).join('\n');
      throw new UserError(`These commands ended with status ${result.status}:\n${indent(commands)}`, tail);
    }
  }

  private async look(): Promise<RootAccess> {
    if (process.getuid?.() === 0) {
      return 'root';
    }
    if (!hasProgram('sudo')) {
      return 'none';
    }
    const { status } = await runCommand('sudo', ['-n', 'true'], { signal: this.signal });
    return status === 0 ? 'sudo' : 'none';
  }
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}
