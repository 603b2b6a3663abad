import type { IConstruct } from 'constructs';

/** Who takes how much of one thing. */
export class Shares {
  private readonly takers: { readonly taker: IConstruct; readonly amount: number }[] = [];
  private total = 0;

  add(taker: IConstruct, amount: number): void {
    this.takers.push({ taker, amount });
    this.total += amount;
  }

  get sum(): number {
    return this.total;
  }

  /** The largest three with what they take, and how much the others do: `lab/Host/Db 8 GiB, lab/Host/Web 4 GiB and 2 others 4 GiB`. */
  largest(write: (amount: number) => string): string {
    const sorted = this.takers.filter(({ amount }) => amount > 0).sort((one, other) => other.amount - one.amount);
    const named = sorted.slice(0, sorted.length === 4 ? 4 : 3);
    const words = named.map(({ taker, amount }) => `${taker.node.path} ${write(amount)}`).join(', ');
    const others = sorted.slice(named.length);
    return others.length === 0
      ? words
      : `${words} and ${others.length} others ${write(others.reduce((rest, { amount }) => rest + amount, 0))}`;
  }
}
