import { parse } from 'yaml';
import { describeValue, kindOf } from './describe';
import { Matcher } from './matcher';
import { MATCHES, type MatchResult, mismatch } from './result';
import { type Strictness, testPattern, wrongKind } from './structure';

/** Anything that is there. */
export class AnyValue extends Matcher {
  override readonly description = 'Match.anyValue()';

  override test(actual: unknown): MatchResult {
    return actual === undefined || actual === null ? mismatch('expected any value, but it is not there') : MATCHES;
  }
}

/** Nothing there. */
export class Absent extends Matcher {
  override readonly description = 'Match.absent()';

  override test(actual: unknown): MatchResult {
    return actual === undefined ? MATCHES : mismatch(`expected nothing, received ${describeValue(actual)}`);
  }
}

/** Anything but what a pattern describes. */
export class Not extends Matcher {
  override readonly description: string;

  constructor(private readonly pattern: unknown) {
    super();
    this.description = `Match.not(${describeValue(pattern)})`;
  }

  override test(actual: unknown): MatchResult {
    const isMatch = testPattern(this.pattern, actual, 'partial').mismatches.length === 0;
    return isMatch ? mismatch(`expected anything but ${describeValue(this.pattern)}, received ${describeValue(actual)}`) : MATCHES;
  }
}

/** Plain data, compared partially or exactly. */
export class Structure extends Matcher {
  override readonly description: string;

  constructor(
    name: string,
    private readonly pattern: unknown,
    private readonly strictness: Strictness,
  ) {
    super();
    this.description = `Match.${name}(${describeValue(pattern)})`;
  }

  override test(actual: unknown): MatchResult {
    return testPattern(this.pattern, actual, this.strictness);
  }
}

/** A text that a regular expression finds something in. */
export class TextLike extends Matcher {
  override readonly description: string;

  constructor(private readonly expression: RegExp) {
    super();
    this.description = `Match.stringLikeRegexp(${String(expression)})`;
  }

  override test(actual: unknown): MatchResult {
    if (typeof actual !== 'string') {
      return wrongKind(this, actual);
    }
    // One with the flag g would go on where it stopped.
    return new RegExp(this.expression).test(actual)
      ? MATCHES
      : mismatch(`expected a text like ${String(this.expression)}, received ${describeValue(actual)}`);
  }
}

const FORMATS = { JSON: (text: string): unknown => JSON.parse(text), YAML: (text: string): unknown => parse(text) as unknown };

/** A text that is JSON or YAML, whose content a pattern describes. */
export class Serialized extends Matcher {
  override readonly description: string;

  constructor(
    private readonly format: keyof typeof FORMATS,
    private readonly pattern: unknown,
  ) {
    super();
    this.description = `Match.serialized${format === 'JSON' ? 'Json' : 'Yaml'}(${describeValue(pattern)})`;
  }

  override test(actual: unknown): MatchResult {
    if (typeof actual !== 'string') {
      return mismatch(
        actual === undefined
          ? `expected a text with ${this.format}, but it is not there`
          : `expected a text with ${this.format}, received ${kindOf(actual)}`,
      );
    }
    let content: unknown;
    try {
      content = FORMATS[this.format](unescaped(actual));
    } catch (error) {
      return mismatch(`expected ${this.format}, received ${describeValue(actual)}: ${(error as Error).message.split('\n')[0] ?? ''}`);
    }
    return testPattern(this.pattern, content, 'partial');
  }
}

/** What a template's text is once Terraform has read it; references stay. */
function unescaped(text: string): string {
  return text.replace(/([$%])\1(?=\{)/g, '$1');
}
