import { spawn } from 'node:child_process';

/** How one run of Terraform ended. */
export interface TerraformRun {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs Terraform in a folder. @throws Error if there is none on the PATH */
export async function runTerraform(
  folder: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<TerraformRun> {
  return new Promise((resolve, reject) => {
    const fixed = { TF_IN_AUTOMATION: '1', TF_INPUT: '0', CHECKPOINT_DISABLE: '1', TF_DATA_DIR: '.terraform', TF_WORKSPACE: 'default' };
    const child = spawn('terraform', args, {
      cwd: folder,
      env: { ...process.env, ...environment, ...fixed },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const texts = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (texts.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (texts.stderr += text));
    child.on('error', (error: NodeJS.ErrnoException) => {
      const isMissing = error.code === 'ENOENT';
      reject(isMissing ? new Error('toPlan() needs Terraform on the PATH: https://developer.hashicorp.com/terraform/install') : error);
    });
    child.on('close', (code) => {
      resolve({ status: code ?? 1, ...texts });
    });
  });
}
