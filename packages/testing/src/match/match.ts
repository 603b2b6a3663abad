import { ArrayWith } from './array-with';
import { Matcher } from './matcher';
import { Absent, AnyValue, Not, Serialized, Structure, TextLike } from './simple';
import { checkPattern } from './structure';

/** What can stand in a pattern in place of a value. Plain data is compared partially: objects may have more, lists may not. */
export class Match {
  /** There is nothing at this place. */
  static absent(): Matcher {
    return new Absent();
  }

  /** There is something at this place, whatever it is. */
  static anyValue(): Matcher {
    return new AnyValue();
  }

  /** An object that has at least this, at every depth. */
  static objectLike(pattern: Readonly<Record<string, unknown>>): Matcher {
    return structure('objectLike', pattern, 'an object', 'partial');
  }

  /** An object that has this and nothing else, at every depth. */
  static objectEquals(pattern: Readonly<Record<string, unknown>>): Matcher {
    return structure('objectEquals', pattern, 'an object', 'equal');
  }

  /** A list that has these items in this order; others may stand between them. */
  static arrayWith(items: readonly unknown[]): Matcher {
    requireKind('arrayWith', items, 'a list');
    return new ArrayWith(items);
  }

  /** A list of just these items, which are compared partially. */
  static arrayEquals(items: readonly unknown[]): Matcher {
    return structure('arrayEquals', items, 'a list', 'partial');
  }

  /** Exactly this value, at every depth. @throws TypeError if there is a matcher in it */
  static exact(value: unknown): Matcher {
    if (holdsMatcher(value)) {
      throw new TypeError('Match.exact: holds a matcher; say Match.objectEquals or Match.arrayEquals to use matchers in it');
    }
    checkPattern(value, 'Match.exact');
    return new Structure('exact', value, 'equal');
  }

  /** Anything but this, nothing at all included. */
  static not(pattern: unknown): Matcher {
    checkPattern(pattern, 'Match.not');
    return new Not(pattern);
  }

  /** A text in which the regular expression finds something. @throws SyntaxError if it is not one */
  static stringLikeRegexp(expression: string | RegExp): Matcher {
    return new TextLike(typeof expression === 'string' ? new RegExp(expression) : expression);
  }

  /** A text that is JSON with this in it. */
  static serializedJson(pattern: unknown): Matcher {
    checkPattern(pattern, 'Match.serializedJson');
    return new Serialized('JSON', pattern);
  }

  /** A text that is YAML with this in it, such as the user-data of cloud-init. */
  static serializedYaml(pattern: unknown): Matcher {
    checkPattern(pattern, 'Match.serializedYaml');
    return new Serialized('YAML', pattern);
  }
}

function structure(name: string, pattern: object, kind: 'an object' | 'a list', strictness: 'partial' | 'equal'): Matcher {
  requireKind(name, pattern, kind);
  return new Structure(name, pattern, strictness);
}

function requireKind(name: string, pattern: unknown, kind: 'an object' | 'a list'): void {
  if (Array.isArray(pattern) !== (kind === 'a list') || typeof pattern !== 'object' || pattern === null || pattern instanceof Matcher) {
    throw new TypeError(`Match.${name} takes ${kind}, got ${pattern instanceof Matcher ? pattern.description : JSON.stringify(pattern)}`);
  }
  checkPattern(pattern, `Match.${name}`);
}

function holdsMatcher(value: unknown): boolean {
  return value instanceof Matcher || (typeof value === 'object' && value !== null && Object.values(value).some(holdsMatcher));
}
