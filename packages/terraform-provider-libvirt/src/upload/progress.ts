const STEP_MS = 2000;

/** Reports how far an upload is, at most every two seconds and once at its end. */
export class Progress {
  private reported: number;
  private readonly started: number;

  constructor(
    private readonly name: string,
    private readonly total: number | null,
    private readonly log: (message: string) => void,
    private readonly now: () => number = Date.now,
  ) {
    this.started = this.now();
    this.reported = this.started;
  }

  at(bytes: number): void {
    if (this.now() - this.reported < STEP_MS) return;
    this.reported = this.now();
    const share = this.total ? ` of ${mebibytes(this.total)} (${Math.floor((bytes / this.total) * 100)} %)` : '';
    this.log(`${this.name}: ${mebibytes(bytes)}${share}`);
  }

  end(bytes: number): void {
    this.log(`${this.name}: ${mebibytes(bytes)} in ${((this.now() - this.started) / 1000).toFixed(1)} s`);
  }
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
