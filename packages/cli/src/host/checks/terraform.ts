import { gte, valid } from 'semver';
import type { HostCheck } from '../check';
import { runCommand } from '../system/command';
import { findProgram } from '../system/program';

/**
 * The oldest Terraform that labcloud works with. The stacks alone would plan with 1.6; 1.11 is the first with write-only
 * attributes, which keep secrets out of the state, and the oldest that labcloud is tested with.
 */
const OLDEST_TERRAFORM = '1.11.0';

/** What a command ends with at its deadline. */
const KILLED = -1;

const REMEDY = `Install Terraform ${OLDEST_TERRAFORM} or newer and put it on the PATH: https://developer.hashicorp.com/terraform/install`;

/** Whether Terraform is there and new enough. */
export const terraform: HostCheck = {
  name: 'terraform',
  title: 'Terraform',
  async probe({ signal }) {
    const program = findProgram('terraform', process.env.PATH ?? '');
    if (!program) {
      return { ok: false, found: 'Terraform is not on the PATH', fix: REMEDY };
    }
    const { status, stdout, stderr } = await runCommand(program, ['version', '-json'], {
      signal,
      env: { TF_CLI_CONFIG_FILE: '/dev/null', CHECKPOINT_DISABLE: '1' },
    });
    const version = parseVersion(stdout);
    if (!version) {
      if (status === KILLED)
        return { ok: false, found: `${program} was ended before it said its version, after 30 s at the latest`, fix: REMEDY };
      const said = (stderr || stdout).trim().split('\n')[0] ?? '';
      return { ok: false, found: `${program} does not say its version${said && `: ${said}`}`, fix: REMEDY };
    }
    const found = `Terraform ${version} (${program})`;
    return gte(version, OLDEST_TERRAFORM) ? { ok: true, found } : { ok: false, found: `${found} is too old`, fix: REMEDY };
  },
};

function parseVersion(text: string): string | undefined {
  try {
    const { terraform_version: version } = JSON.parse(text) as { terraform_version?: string };
    return valid(version ?? null) ?? undefined;
  } catch {
    return undefined;
  }
}
