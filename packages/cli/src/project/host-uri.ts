import { isAbsolute, join } from 'node:path';

const PATH = /([?&](?:keyfile|known_hosts)=)([^&]+)/g;

/** A host's URI whose files are named from the root; in the app's own they are relative to the project. */
export function absoluteUri(uri: string, folder: string): string {
  return uri.replace(PATH, (_all, name: string, value: string) => {
    const path = decodeURIComponent(value);
    const absolute = isAbsolute(path) || path.startsWith('~') ? path : join(folder, path);
    return name + encodeURIComponent(absolute).replaceAll('%2F', '/');
  });
}
