import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

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

/** What was learned about this machine and is kept in `.labcloud/host.json`. */
export class HostFacts {
  private constructor(
    private readonly file: string,
    private current: AcceleratorFact | undefined,
    private saved: AcceleratorFact | undefined,
  ) {}

  /** Reads the facts of a project's folder; a missing or damaged file has none. */
  static read(projectDir: string): HostFacts {
    const file = join(projectDir, '.labcloud', 'host.json');
    const saved = parse(file);
    return new HostFacts(file, saved, saved);
  }

  get accelerator(): AcceleratorFact | undefined {
    return this.current;
  }

  set accelerator(fact: AcceleratorFact | undefined) {
    this.current = fact;
  }

  /** Writes the facts when they changed. */
  save(): void {
    if (this.current === undefined || this.current === this.saved) {
      return;
    }
    mkdirSync(join(this.file, '..'), { recursive: true, mode: 0o700 });
    const fresh = `${this.file}.${process.pid}`;
    writeFileSync(fresh, `${JSON.stringify(this.current, null, 2)}\n`);
    renameSync(fresh, this.file);
    this.saved = this.current;
  }
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
