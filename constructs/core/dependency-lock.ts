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
  const others = blocksOf(text).filter(({ source }) => !ours.has(source));
  const blocks = [...others.map((block) => block.text), ...ours.values()].sort();
  return ['# Written by labcloud and "terraform init".\n', ...blocks].join('\n');
}

/** The `h1:` hash that a `.terraform.lock.hcl` has for this version of a provider, if it has exactly one. */
export function lockedHash(text: string, source: string, version: string): string | undefined {
  const block = blocksOf(text).find((each) => each.source === source)?.text;
  const hashes = [...(block?.matchAll(/"(h1:[^"]+)"/g) ?? [])].map(([, hash]) => hash);
  return block?.includes(`version = "${version}"`) && hashes.length === 1 ? hashes[0] : undefined;
}

function blocksOf(text: string): { source: string; text: string }[] {
  return [...text.matchAll(/^provider "([^"]+)" \{\n[^]*?^\}\n/gm)].map(([block, source]) => ({
    source: source ?? '',
    text: block.replace(/ +=/g, ' ='),
  }));
}

function render({ source, version, hash }: ProviderLock): string {
  // cdktf-cli locks again, which needs a registry, unless the constraint stands here.
  return `provider "${source}" {\n  version = "${version}"\n  constraints = "${version}"\n  hashes = [\n    "${hash}",\n  ]\n}\n`;
}
