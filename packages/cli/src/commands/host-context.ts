import type { HostContext } from '../host';
import { assetOsPackages, Choices } from '../assets';
import type { Manifest } from '../project/manifest';
import type { CommandContext } from './context';

/** What the host checks need to know. */
export function hostContext({ project, signal, reporter }: CommandContext, manifest: Manifest | undefined): HostContext {
  return {
    manifest,
    projectDir: project.directory,
    cacheDir: project.cacheDirectory,
    osPackages: assetOsPackages(
      (manifest?.stacks ?? []).flatMap(({ assets }) => assets),
      new Choices(project.choicesFile),
    ),
    interactive: process.stdin.isTTY && process.stderr.isTTY,
    signal,
    log: (line) => reporter.note(line),
  };
}
