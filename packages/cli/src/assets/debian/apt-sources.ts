import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const RELEASES = ['bullseye', 'bookworm', 'trixie', 'forky', 'oldoldstable', 'oldstable', 'stable', 'testing'];
const SUITE = new RegExp(`^(${RELEASES.join('|')})(-updates|-security|/updates)?$`);

interface Source {
  readonly uri: string;
  readonly suite: string;
}

/** The `sources.list` of a plain Debian release, for inside an image. */
export function plainSources(suite: string): string {
  return [
    `deb http://deb.debian.org/debian ${suite} main`,
    `deb http://deb.debian.org/debian ${suite}-updates main`,
    `deb http://deb.debian.org/debian-security ${suite}-security main`,
    '',
  ].join('\n');
}

/**
 * The `sources.list` to build an image of `suite` with on this host: the mirrors of Debian that the host itself uses,
 * whichever release it runs, else Debian's own.
 *
 * @param folder the host's configuration of apt
 */
export function hostSources(suite: string, folder = '/etc/apt'): string {
  const lines = readSources(folder).flatMap(({ uri, suite: theirs }) => {
    const part = SUITE.exec(theirs)?.[2];
    return SUITE.test(theirs) ? [`deb ${uri} ${suite}${part === '/updates' ? '-security' : (part ?? '')} main`] : [];
  });
  return lines.some((line) => line.endsWith(` ${suite} main`)) ? `${[...new Set(lines)].join('\n')}\n` : plainSources(suite);
}

function readSources(folder: string): Source[] {
  const files = ['sources.list', ...list(join(folder, 'sources.list.d')).map((name) => join('sources.list.d', name))];
  return files.flatMap((name) => {
    if (!/\.(list|sources)$/.test(name)) {
      return [];
    }
    const text = read(join(folder, name));
    return name.endsWith('.list') ? text.split('\n').flatMap(parseLine) : text.split(/\n\s*\n/).flatMap(parseStanza);
  });
}

/** One line of a `.list` file: `deb [options] uri suite components`. */
function parseLine(line: string): Source[] {
  const [, options = '', uri, suite, components] = /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+([^#]*)/.exec(line) ?? [];
  const signedBy = /signed-by=(\S+)/i.exec(options)?.[1];
  return uri && suite && isDebian(components ?? '', signedBy) ? [{ uri, suite }] : [];
}

/** One stanza of a `.sources` file. */
function parseStanza(stanza: string): Source[] {
  const text = stanza.replace(/^#.*\n?/gm, '').replace(/\n[ \t]+/g, ' ');
  const field = (name: string): string => new RegExp(`^${name}:[ \t]*(.*)$`, 'im').exec(text)?.[1]?.trim() ?? '';
  const words = (name: string): string[] => field(name).split(/\s+/).filter(Boolean);
  if (
    /^no$/i.test(field('Enabled')) ||
    !words('Types').includes('deb') ||
    !isDebian(field('Components'), field('Signed-By') || undefined)
  ) {
    return [];
  }
  return words('URIs').flatMap((uri) => words('Suites').map((suite) => ({ uri, suite })));
}

// Third parties name Debian's releases too, but sign with keys of their own.
function isDebian(components: string, signedBy: string | undefined): boolean {
  return components.split(/\s+/).includes('main') && (signedBy === undefined || /(^|\/)debian-archive-[^/]*$/.test(signedBy));
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
