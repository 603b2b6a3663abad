import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { UserError } from '../errors';
import { type Manifest, readManifest } from './manifest';
import type { Project } from './project';
import { ensureSshKey } from './ssh-key';

/**
 * Runs the app and returns the manifest that it wrote.
 *
 * @throws UserError with the app's own words when it fails
 */
export async function synth(project: Project): Promise<Manifest> {
  ensureSshKey(project);
  const { status, stderr } = await runApp(project);
  if (status !== 0) {
    throw new UserError(stderr.trim() || `The app '${project.appCommand}' failed with exit status ${status}.`);
  }
  process.stderr.write(stderr);
  const manifest = existsSync(project.manifestFile) ? readManifest(project) : undefined;
  if (!manifest) {
    throw new UserError(`The app '${project.appCommand}' wrote no ${project.manifestFile}.`, 'It must end with app.synth() of a LabApp.');
  }
  return manifest;
}

/** The manifest of the last synth; where there was none, of one now. */
export async function lastManifest(project: Project): Promise<Manifest> {
  return readManifest(project) ?? (await synth(project));
}

/** The facts about this machine that synth reads, as one string to compare. */
export function factsOf(project: Project): string {
  const { accelerator } = read(project.hostFactsFile);
  const { dockerProvider } = read(project.choicesFile) as { dockerProvider?: { readonly source: string } };
  return JSON.stringify([accelerator, dockerProvider?.source === 'built' && dockerProvider]);
}

/** What cannot be read tells nothing; who needs it says so. */
function read(file: string): Readonly<Record<string, unknown>> {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) ?? {}) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function runApp(project: Project): Promise<{ status: number; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(project.appCommand, {
      cwd: project.directory,
      shell: true,
      stdio: ['ignore', process.stderr, 'pipe'],
      env: {
        ...process.env,
        CDKTF_OUTDIR: project.outputDirectory,
        PATH: [join(project.directory, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
      },
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ status: code ?? (signal ? 1 : 0), stderr }));
  });
}
