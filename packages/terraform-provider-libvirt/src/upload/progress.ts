const STEP_MS = 2000;

/** Reports how far an upload is, at most every two seconds and once at its end. */
export class Progress {
  private reported: number;
  private readonly started: number;

  constructor(
    private readonly name: string,
    private readonly log: (message: string) => void,
    private readonly now: () => number = Date.now,
  ) {
    this.started = this.now();
    this.reported = this.started;
  }

  /** `share` is the part of the whole, from 0 to 1; null when that is unknown. */
  at(bytes: number, share: number | null): void {
    if (this.now() - this.reported < STEP_MS) return;
    this.reported = this.now();
    this.log(`${this.name}: ${mebibytes(bytes)}${share === null ? '' : ` (${Math.floor(share * 100)} %)`}`);
  }

  end(bytes: number): void {
    this.log(`${this.name}: ${mebibytes(bytes)} in ${((this.now() - this.started) / 1000).toFixed(1)} s`);
  }
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
