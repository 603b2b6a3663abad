import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Entry, StackJson } from '../template/stack-json';
import { runTerraform, type TerraformRun } from './terraform';

const LIBVIRT = '@labcloud/terraform-provider-libvirt/package.json';
const ARCHITECTURES: Partial<Record<NodeJS.Architecture, string>> = { x64: 'amd64', arm64: 'arm64' };
/** Short enough for every rule that a provider may have for a password. */
const PLACEHOLDER = 'secret';

/** A temporary folder in which Terraform plans a stack, far from its state, its secrets and its hosts. */
export class PlanFolder {
  private readonly path = mkdtempSync(join(tmpdir(), 'labcloud-plan-'));
  private readonly variables: Record<string, string>;

  /** @param variables the values of variables that have no default; those of secrets may be left out */
  constructor(
    private readonly stack: StackJson,
    variables: Readonly<Record<string, unknown>>,
  ) {
    this.variables = variablesOf(stack, variables);
    writeFileSync(join(this.path, 'terraform.rc'), 'disable_checkpoint = true\n');
    writeFileSync(join(this.path, 'cdk.tf.json'), JSON.stringify(this.apart()));
    this.placeProviders();
  }

  async run(...args: string[]): Promise<TerraformRun> {
    // A `provider_installation` in the user's own configuration would hide the providers beside the stack.
    return runTerraform(this.path, args, { ...this.variables, TF_CLI_CONFIG_FILE: join(this.path, 'terraform.rc') });
  }

  /** Takes what another stack became for what exists. */
  assume(state: object): void {
    writeFileSync(join(this.path, 'terraform.tfstate'), JSON.stringify(state));
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  /** The stack with its state in this folder, and stand-ins for the outputs of other stacks. */
  private apart(): StackJson {
    const backend = { local: { path: 'terraform.tfstate' } };
    const remote = Object.entries(this.stack.data?.['terraform_remote_state'] ?? {}).map(([name, entry]) => {
      const file = `remote-${name}.tfstate`;
      writeFileSync(join(this.path, file), JSON.stringify(this.remoteState(name)));
      return [name, { ...entry, backend: 'local', config: { path: file } }] as const;
    });
    const data = { ...this.stack.data, ...(remote.length > 0 && { terraform_remote_state: Object.fromEntries(remote) }) };
    return { ...this.stack, terraform: { ...this.stack.terraform, backend }, ...(this.stack.data && { data }) };
  }

  private remoteState(name: string): object {
    const reference = new RegExp(`data\\.terraform_remote_state\\.${name}\\.outputs\\.([\\w-]+)`, 'g');
    const names = [...JSON.stringify(this.stack).matchAll(reference)].map(([, output = '']) => output);
    const outputs = Object.fromEntries(names.map((output) => [output, { value: `${name}.${output}`, type: 'string' }]));
    return { version: 4, terraform_version: '1.0.0', serial: 1, lineage: name, outputs, resources: [] };
  }

  /** Puts those that need no registry where Terraform looks first. */
  private placeProviders(): void {
    const required = (this.stack.terraform?.['required_providers'] ?? {}) as Readonly<Record<string, Entry>>;
    for (const { source, version } of Object.values(required)) {
      const address = String(source).split('/').length === 2 ? `registry.terraform.io/${String(source)}` : String(source);
      const executable = executableOf(address, String(version));
      if (executable !== undefined) {
        const platform = `${process.platform}_${ARCHITECTURES[process.arch] ?? process.arch}`;
        const folder = join(this.path, 'terraform.d', 'plugins', address, String(version), platform);
        mkdirSync(folder, { recursive: true });
        symlinkSync(executable, join(folder, `terraform-provider-${address.split('/').at(-1) ?? ''}_v${String(version)}`));
      }
    }
  }
}

/** labcloud's own provider, or one that labcloud has built into its cache; undefined where Terraform has to ask a registry. */
function executableOf(address: string, version: string): string | undefined {
  const type = address.split('/').at(-1) ?? '';
  if (address === 'labcloud.local/labcloud/libvirt') {
    return join(dirname(require.resolve(LIBVIRT)), 'dist', 'terraform-provider-libvirt');
  }
  const platform = `${process.platform}_${ARCHITECTURES[process.arch] ?? process.arch}`;
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'labcloud', 'providers');
  const file = join(cache, address, version, platform, `terraform-provider-${type}_v${version}`);
  return existsSync(file) ? file : undefined;
}

function variablesOf(stack: StackJson, given: Readonly<Record<string, unknown>>): Record<string, string> {
  const secrets = Object.entries(stack.variable ?? {}).filter(
    ([, { sensitive, default: value }]) => sensitive === true && value === undefined,
  );
  const values = { ...Object.fromEntries(secrets.map(([name]) => [name, PLACEHOLDER])), ...given };
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`TF_VAR_${name}`, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}
