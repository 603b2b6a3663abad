import { describeValue, kindOf } from './describe';
import { Matcher } from './matcher';
import type { MatchResult } from './result';
import { checkPattern, testPattern } from './structure';

/**
 * Keeps what stands at its place in what matched, for closer looks. Where several resources match, it keeps one value of each; `next()` goes on
 * to the next one.
 *
 * @example
 * const address = new Capture();
 * template.hasResourceProperties('libvirt_network', { ips: [{ dhcp: { hosts: [{ ip: address }] } }] });
 * expect(address.asString()).toBe('10.20.0.10');
 */
export class Capture extends Matcher {
  override readonly description = 'Capture';
  private readonly values: unknown[] = [];
  private index = 0;

  /** @param pattern what the value must be like to be kept; by default anything that is there */
  constructor(private readonly pattern?: unknown) {
    super();
    if (pattern !== undefined) {
      checkPattern(pattern, 'Capture');
    }
  }

  override test(actual: unknown): MatchResult {
    if (actual === undefined) {
      return { mismatches: [{ path: [], message: 'expected something to capture, but it is not there', cost: 1 }], captured: [] };
    }
    const result = this.pattern === undefined ? { mismatches: [], captured: [] } : testPattern(this.pattern, actual, 'partial');
    return { ...result, captured: [...result.captured, [this, actual]] };
  }

  /** Keeps a value; a template does so once everything matched. */
  keep(value: unknown): void {
    this.values.push(value);
  }

  /** Goes on to the next value; false if there is none. */
  next(): boolean {
    if (this.index + 1 >= this.values.length) {
      return false;
    }
    this.index += 1;
    return true;
  }

  /** All that was captured. */
  get all(): readonly unknown[] {
    return [...this.values];
  }

  /** @throws Error if nothing was captured or it is no text; so do the others for their types */
  asString(): string {
    return this.as('a string', (value): value is string => typeof value === 'string');
  }

  asNumber(): number {
    return this.as('a number', (value): value is number => typeof value === 'number');
  }

  asBoolean(): boolean {
    return this.as('a boolean', (value): value is boolean => typeof value === 'boolean');
  }

  asArray(): unknown[] {
    return this.as('a list', (value): value is unknown[] => Array.isArray(value));
  }

  asObject(): Record<string, unknown> {
    return this.as('an object', (value): value is Record<string, unknown> => kindOf(value) === 'an object');
  }

  private as<T>(kind: string, is: (value: unknown) => value is T): T {
    if (this.values.length === 0) {
      throw new Error('nothing was captured: use the Capture in an assertion that passes, then ask it');
    }
    const value = this.values[this.index];
    if (!is(value)) {
      throw new Error(`expected to have captured ${kind}, got ${kindOf(value)}: ${describeValue(value)}`);
    }
    return value;
  }
}
