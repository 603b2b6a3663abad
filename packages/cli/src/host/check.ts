import type { Manifest } from '../project/manifest';
import type { RootShell } from './system/root-shell';
import type { HostFacts } from './facts';
import type { Wants } from './wants';

/** What the host checks work with. */
export interface HostContext {
  /** What the app wants, or undefined before its first synth: then the checks look for what every lab needs. */
  readonly manifest: Manifest | undefined;
  /** The folder with `cdktf.json`; `.labcloud/` is kept there. */
  readonly projectDir: string;
  readonly cacheDir: string;
  /** Debian packages that building the assets needs. */
  readonly osPackages: readonly string[];
  /** Whether a person at a terminal can be asked for the sudo password. */
  readonly interactive: boolean;
  readonly signal: AbortSignal;
  /** Prints a line that stays. */
  readonly log: (line: string) => void;
}

/** What one check sees: the context and what follows from it. */
export interface CheckContext extends HostContext {
  readonly wants: Wants;
  readonly root: RootShell;
  /** What probes learn about this machine, to be kept in `.labcloud/host.json`. */
  readonly facts: HostFacts;
}

/** What a probe found. */
export interface Finding {
  readonly ok: boolean;
  readonly found: string;
  /** Shell commands, to be run as root, or in words what a person has to do. @default - nothing to do */
  readonly fix?: string;
  /** Whether nobody but a person should apply the fix. @default false */
  readonly onlyByHand?: boolean;
}

/** One thing that the lab needs of its host. */
export interface HostCheck {
  /** Kebab-case, stable: scripts read it. */
  readonly name: string;
  readonly title: string;
  /** Checks that must be fine before this one can be judged and fixed. @default - none */
  readonly needs?: readonly string[];
  /** Looks, and changes nothing. */
  probe(context: CheckContext): Promise<Finding>;
  /** Makes it so, as root. @default - only a person can */
  apply?(context: CheckContext, finding: Finding, onLine: (line: string) => void): Promise<void>;
  /** How long after `apply` the probe may still say no, in milliseconds. @default 0 */
  readonly settles?: number;
  /** The daemons that `apply` starts: when all of them are gone, nothing is waited for any longer. @default - none */
  readonly daemons?: readonly string[];
}

/** What all checks found: the content of `labcloud doctor --json`. */
export interface Report {
  readonly checks: readonly ReportedCheck[];
}

/** One line of a report. */
export interface ReportedCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly found: string;
  readonly fix?: string;
}
