import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

/** What runs the guests' processors: the CPU, or QEMU's emulation. */
export type Accelerator = 'kvm' | 'qemu';

/** How this machine was found to run guests. */
export interface AcceleratorFact {
  readonly accelerator: Accelerator;
  readonly reason: string;
  /** ISO 8601. */
  readonly probedAt: string;
  /** What the answer depends on: kernel, boot, QEMU and `/dev/kvm`. */
  readonly key: string;
}

/** What was learned about this machine: kept in `.labcloud/host.json`, where synth reads it, and in the user's cache for the next project. */
export class HostFacts {
  private current: AcceleratorFact | undefined;

  private constructor(private readonly files: readonly { readonly path: string; saved: AcceleratorFact | undefined }[]) {
    this.current = files[0]?.saved;
  }

  /** Reads the facts of a project's folder and of the cache; a missing or damaged file has none. */
  static read(projectDir: string, cacheDir: string): HostFacts {
    const paths = [join(projectDir, '.labcloud', 'host.json'), join(cacheDir, 'host.json')];
    return new HostFacts(paths.map((path) => ({ path, saved: parse(path) })));
  }

  get accelerator(): AcceleratorFact | undefined {
    return this.current;
  }

  set accelerator(fact: AcceleratorFact | undefined) {
    this.current = fact;
  }

  /** Takes what is known under a key, here or from another project, and returns it. */
  recall(key: string): AcceleratorFact | undefined {
    const known = [this.current, ...this.files.map(({ saved }) => saved)].find((fact) => fact?.key === key);
    if (known) this.current = known;
    return known;
  }

  /** Lets a project of which nothing is known begin with what the one before it learned; a check replaces what does not hold any more. */
  assume(): void {
    this.current ??= this.files.find(({ saved }) => saved)?.saved;
    this.save();
  }

  /** Writes the facts where they changed; only those of the project must be kept. */
  save(): void {
    if (this.current === undefined) return;
    for (const [index, file] of this.files.entries()) {
      if (file.saved !== undefined && isDeepStrictEqual(file.saved, this.current)) continue;
      try {
        write(file.path, this.current);
        file.saved = this.current;
      } catch (error) {
        // Without a cache the next project finds out again.
        if (index === 0) throw error;
      }
    }
  }
}

function write(path: string, fact: AcceleratorFact): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, `${JSON.stringify(fact, null, 2)}\n`);
  renameSync(fresh, path);
}

function parse(file: string): AcceleratorFact | undefined {
  try {
    const fact = JSON.parse(readFileSync(file, 'utf8')) as Partial<AcceleratorFact>;
    const known = fact.accelerator === 'kvm' || fact.accelerator === 'qemu';
    return known && typeof fact.key === 'string' && typeof fact.reason === 'string' ? (fact as AcceleratorFact) : undefined;
  } catch {
    return undefined;
  }
}
