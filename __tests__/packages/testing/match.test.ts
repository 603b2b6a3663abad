import { Capture, Match, type Matcher, Template } from '@labcloud/testing';
import fc from '../../support/properties';

/** What a pattern says to a value, as a template would tell it: undefined if it fits. */
function complaint(pattern: unknown, value: unknown): string | undefined {
  const template = Template.fromJson({ output: { it: { value } } });
  try {
    template.hasOutput('it', { value: pattern });
    return undefined;
  } catch (error) {
    return (error as Error).message.split('\n').slice(2).join('\n').trim();
  }
}

const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown);
const object = fc.dictionary(fc.string(), json, { maxKeys: 5 });

describe('a pattern', () => {
  test.each<[string, unknown, unknown]>([
    ['part of an object', { a: 1 }, { a: 1, b: 2 }],
    ['part of a deep object', { a: { b: [{ c: 1 }] } }, { a: { b: [{ c: 1, d: 2 }] }, e: 3 }],
    ['null', null, null],
    ['anything', Match.anyValue(), 0],
    ['nothing', { b: Match.absent() }, { a: 1 }],
    ['an object like it', Match.objectLike({ a: { b: 1 } }), { a: { b: 1, c: 2 } }],
    ['just this object', Match.objectEquals({ a: { b: 1 } }), { a: { b: 1 } }],
    ['just this object with a matcher', Match.objectEquals({ a: Match.anyValue() }), { a: 1 }],
    ['some items', Match.arrayWith([1, { a: 1 }]), [0, 1, 2, { a: 1, b: 2 }]],
    ['no items', Match.arrayWith([]), []],
    ['just these items', Match.arrayEquals([{ a: 1 }]), [{ a: 1, b: 2 }]],
    ['exactly this', Match.exact({ a: [1] }), { a: [1] }],
    ['something else', Match.not({ a: 1 }), { a: 2 }],
    ['something that is not there', { b: Match.not(1) }, {}],
    ['a text by an expression', Match.stringLikeRegexp(/b+/g), 'abc'],
    ['JSON in a text', Match.serializedJson({ a: 1 }), '{"a":1,"b":2}'],
    ['YAML in a text', Match.serializedYaml({ a: [1] }), '#cloud-config\na: [1]\nb: 2\n'],
    ['what Terraform will make of a text', Match.serializedYaml({ a: 'echo ${HOME} %{x}' }), 'a: "echo $${HOME} %%{x}"'],
    ['something to capture', new Capture({ a: 1 }), { a: 1, b: 2 }],
  ])('fits %s', (_title, pattern, value) => {
    expect(complaint(pattern, value)).toBeUndefined();
  });

  test.each<[string, unknown, unknown, string]>([
    ['another value', { a: 1 }, { a: 2 }, 'value.a: expected 1, received 2'],
    ['nothing there', { a: 1 }, {}, 'value.a: expected 1, but it is not there'],
    ['a typo', { memory: 1 }, { memroy: 1 }, "value.memory: expected 1, but it is not there (did you mean 'memroy'?)"],
    ['an odd key', { 'a.b': 1 }, { 'a.b': 2 }, 'value["a.b"]: expected 1, received 2'],
    ['a value instead of an object', { a: { b: 1 } }, { a: 1 }, 'value.a: expected { b: 1 }, received 1'],
    ['an object that has no text', { a: 1 }, { a: { toString: [] } }, 'value.a: expected 1, received { toString: [] }'],
    ['a text of a number', { a: 1 }, { a: '1' }, 'value.a: expected 1 (a number), received "1" (a string)'],
    ['a longer list', [1], [1, 2], 'value: expected 1 item, received 2 items'],
    ['a shorter list', [1, 2], [1], 'value: expected 2 items, received 1 item\n  value[1]: expected 2, but it is not there'],
    ['another line', 'a\nb\nc', 'a\nx\nc', 'value: line 2: expected "b", received "x"'],
    ['a missing line', 'a\nb', 'a', 'value: line 2: expected "b", received the end of the text'],
    ['a key too many', Match.objectEquals({ a: 1 }), { a: 1, b: 2 }, 'value.b: expected nothing, received 2'],
    ['a deep key too many', Match.exact({ a: { b: 1 } }), { a: { b: 1, c: 2 } }, 'value.a.c: expected nothing, received 2'],
    ['something where nothing should be', { a: Match.absent() }, { a: 1 }, 'value.a: expected nothing, received 1'],
    ['null where something should be', Match.anyValue(), null, 'value: expected any value, but it is not there'],
    ['what should not be', Match.not(1), 1, 'value: expected anything but 1, received 1'],
    ['items in another order', Match.arrayWith([2, 1]), [1, 2], 'value: expected 1 after item 1, but it is item 0: the order counts'],
    ['no more items', Match.arrayWith([1, 2]), [1], 'value: expected an item 2 after item 0, but there is none left'],
    ['no list', Match.arrayWith([1]), 1, 'value: expected Match.arrayWith([1]), received 1'],
    [
      'an item that is nearly so',
      Match.arrayWith([{ a: 1, b: 2 }]),
      [
        { a: 9, b: 9 },
        { a: 1, b: 3 },
      ],
      'value: expected an item { a: 1, b: 2 }; in the nearest one:\n  value[1].b: expected 2, received 3',
    ],
    ['another text', Match.stringLikeRegexp('^a'), 'b', 'value: expected a text like /^a/, received "b"'],
    ['no text', Match.stringLikeRegexp('^a'), 1, 'value: expected Match.stringLikeRegexp(/^a/), received 1'],
    ['no JSON', Match.serializedJson({}), '{', 'value: expected JSON, received "{"'],
    ['other JSON', Match.serializedJson({ a: [1] }), '{"a":[2]}', 'value.a[0]: expected 1, received 2'],
    ['no text with YAML', Match.serializedYaml({}), { a: 1 }, 'value: expected a text with YAML, received an object'],
    ['nothing to capture', { a: new Capture() }, {}, 'value.a: expected something to capture, but it is not there'],
    ['something else to capture', new Capture({ a: 1 }), { a: 2 }, 'value.a: expected 1, received 2'],
  ])('objects to %s', (_title, pattern, value, message) => {
    expect(complaint(pattern, value)).toContain(message);
  });

  test.each<[string, () => Matcher, string]>([
    ['Match.arrayWith of an object', () => Match.arrayWith({} as never), 'Match.arrayWith takes a list, got {}'],
    ['Match.objectLike of a list', () => Match.objectLike([] as never), 'Match.objectLike takes an object, got []'],
    ['Match.objectEquals of a matcher', () => Match.objectEquals(Match.anyValue() as never), 'takes an object, got Match.anyValue()'],
    ['Match.exact of a matcher', () => Match.exact({ a: [Match.anyValue()] }), 'holds a matcher; say Match.objectEquals'],
    ['Match.not of nothing', () => Match.not(undefined), 'Match.not: the pattern is undefined; say Match.absent()'],
    ['a deep undefined', () => Match.objectLike({ a: [{ b: undefined }] }), "'a.0.b' is undefined"],
    ['a function', () => Match.serializedJson({ a: () => 1 }), "'a' is a function, which no Terraform JSON holds"],
    ['a broken expression', () => Match.stringLikeRegexp('('), 'Invalid regular expression'],
  ])('%s is refused', (_title, make, message) => {
    expect(make).toThrow(message);
  });

  test('fits itself, however strict it is', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(complaint(value, value)).toBeUndefined();
        expect(complaint(Match.exact(value), value)).toBeUndefined();
      }),
    );
  });

  test('that is a part of an object always fits the whole, and a stricter one only if nothing is left over', () => {
    fc.assert(
      fc.property(object, fc.array(fc.string()), (whole, names) => {
        const part = Object.fromEntries(Object.entries(whole).filter(([key]) => !names.includes(key)));
        expect(complaint(part, whole)).toBeUndefined();
        expect(complaint(Match.objectEquals(part), whole) === undefined).toBe(Object.keys(part).length === Object.keys(whole).length);
      }),
    );
  });

  test('with some items of a list in their order always fits the list', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(json, fc.boolean())), (items) => {
        const some = items.filter(([, isIn]) => isIn).map(([item]) => item);
        expect(
          complaint(
            Match.arrayWith(some),
            items.map(([item]) => item),
          ),
        ).toBeUndefined();
      }),
    );
  });

  test('and its opposite never agree', () => {
    fc.assert(
      fc.property(json, json, (pattern, value) => {
        expect(complaint(pattern, value) === undefined).toBe(complaint(Match.not(pattern), value) !== undefined);
      }),
    );
  });

  test('finds in serialized data what it finds in the data', () => {
    fc.assert(
      fc.property(json, json, (pattern, value) => {
        const found = complaint(pattern, value) === undefined;
        expect(complaint(Match.serializedJson(pattern), JSON.stringify(value).replace(/([$%])(?=\{)/g, '$1$1')) === undefined).toBe(found);
      }),
    );
  });
});

describe('the nearest', () => {
  const nearest = (pattern: Record<string, unknown>, ...candidates: Record<string, unknown>[]): string => {
    const output = Object.fromEntries(candidates.map((value, index) => [`o${index}`, { value }]));
    try {
      Template.fromJson({ output }).hasOutput('*', { value: pattern });
    } catch (error) {
      return /nearest of \d+ is output (o\d)/.exec((error as Error).message)?.[1] ?? 'none';
    }
    return 'all';
  };

  test.each([
    ['has fewer differences', { a: 1, b: 2, c: 3 }, [{ a: 1 }, { a: 1, b: 2 }], 'o1'],
    ['has the more similar text', { a: 'lab-web-1' }, [{ a: 'front' }, { a: 'lab-web-2' }], 'o1'],
    ['lacks less', { a: 1, b: { c: 1, d: 2, e: 3 } }, [{ a: 1 }, { b: { c: 1, d: 2, e: 3 } }], 'o1'],
    ['comes first where they are equally far', { a: 1 }, [{ a: 2 }, { a: 3 }], 'o0'],
  ])('%s', (_title, pattern, candidates, expected) => {
    expect(nearest(pattern, ...candidates)).toBe(expected);
  });
});

describe('a capture', () => {
  const captured = (value: unknown): Capture => {
    const capture = new Capture();
    Template.fromJson({ output: { it: { value } } }).hasOutput('it', { value: capture });
    return capture;
  };

  test('gives what it saw as what it is', () => {
    expect(captured('a').asString()).toBe('a');
    expect(captured(1).asNumber()).toBe(1);
    expect(captured(true).asBoolean()).toBe(true);
    expect(captured([1]).asArray()).toEqual([1]);
    expect(captured({ a: 1 }).asObject()).toEqual({ a: 1 });
  });

  test('says what it is instead', () => {
    expect(() => captured([1]).asObject()).toThrow('expected to have captured an object, got a list: [1]');
    expect(() => captured({}).asString()).toThrow('expected to have captured a string, got an object: {}');
  });

  test('stands in lists too', () => {
    const capture = new Capture();
    Template.fromJson({ output: { it: { value: [{ a: 1 }, { a: 2, b: 3 }] } } }).hasOutput('it', {
      value: Match.arrayWith([{ a: 2, b: capture }]),
    });
    expect(capture.asNumber()).toBe(3);
  });
});
