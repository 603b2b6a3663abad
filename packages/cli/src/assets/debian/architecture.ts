import { UserError } from '../../errors';

const ARCHITECTURES: Partial<Record<NodeJS.Architecture, string>> = { x64: 'amd64', arm64: 'arm64' };

/** Debian's name of this machine's processor architecture. */
export function debianArchitecture(): string {
  const found = ARCHITECTURES[process.arch];
  if (!found) {
    throw new UserError(`Images cannot be built from Debian packages on ${process.arch}.`, 'Use an image with a URL or of a registry.');
  }
  return found;
}
