/** A provider as Terraform's dependency lock file names it. */
export interface ProviderLock {
  /** E.g. `registry.terraform.io/kreuzwerker/docker`. */
  readonly source: string;
  readonly version: string;
  /** The `h1:` hash of the package. */
  readonly hash: string;
}

/** The text of a `.terraform.lock.hcl` with the blocks of these providers replaced or added, and the others as they are. */
export function replaceLocks(text: string, locks: readonly ProviderLock[]): string {
  const ours = new Map(locks.map((lock) => [lock.source, render(lock)]));
  const others = [...text.matchAll(/^provider "([^"]+)" \{\n[^]*?^\}\n/gm)].filter(([, source]) => !ours.has(source ?? ''));
  const blocks = [...others.map(([block]) => block), ...ours.values()].sort();
  return ['# Written by labcloud and "terraform init".\n', ...blocks].join('\n');
}

function render({ source, version, hash }: ProviderLock): string {
  return `provider "${source}" {\n  version = "${version}"\n  hashes = [\n    "${hash}",\n  ]\n}\n`;
}
