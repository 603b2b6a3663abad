import fc from '../../../support/properties';
import { admit } from '../../../../packages/terraform-plugin/src/lifecycle/admit';
import { align } from '../../../../packages/terraform-plugin/src/lifecycle/align';
import { propose } from '../../../../packages/terraform-plugin/src/lifecycle/propose';
import { settle } from '../../../../packages/terraform-plugin/src/lifecycle/settle';
import { type Attributes } from '../../../../packages/terraform-plugin/src/schema';
import { isSame } from '../../../../packages/terraform-plugin/src/values/canonical';
import { conform } from '../../../../packages/terraform-plugin/src/values/conform';
import { isObject, isWhollyKnown, UNKNOWN, type Value, type ValueObject } from '../../../../packages/terraform-plugin/src/values/value';
import { attributes, objectOf } from '../fixtures/arbitraries';

/** A schema with a configuration and anything that a verb may return. */
const cases = attributes().chain((all) => fc.tuple(fc.constant(all), objectOf(all, [null], false), objectOf(all, [null, UNKNOWN], true)));
/** How many items all lists and sets of a schema's objects hold together. */
function itemsIn(value: Value): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + 1 + itemsIn(item), 0);
  return isObject(value) ? Object.values(value).reduce((sum: number, item) => sum + itemsIn(item), 0) : 0;
}

const planned = (all: Attributes, prior: ValueObject | null, config: ValueObject): ValueObject => conform(propose(all, prior, config), all);
const applied = (all: Attributes, plan: ValueObject, actual: ValueObject): ValueObject => conform(settle(all, plan, actual), all);

test('what apply gives back is known, and planned if it was known in the plan, whatever the verb returns', () => {
  fc.assert(
    fc.property(cases, ([all, config, anything]) => {
      const plan = planned(all, null, conform(config, all, true));
      const state = applied(all, plan, conform(anything, all));
      expect(isWhollyKnown(state)).toBe(true);
      for (const name of Object.keys(all)) if (isWhollyKnown(plan[name] ?? null)) expect(state[name]).toEqual(plan[name]);
    }),
    { numRuns: 200 },
  );
});

test('after an apply the same configuration plans no change', () => {
  fc.assert(
    fc.property(cases, ([all, raw, anything]) => {
      const config = conform(raw, all, true);
      const plan = planned(all, null, config);
      const state = applied(all, plan, conform(anything, all));
      // Elements of a set that have become equal are one: which of them the configuration means is lost.
      fc.pre(itemsIn(state) === itemsIn(plan));
      expect(isSame(planned(all, state, config), state)).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('a plan of the resource never overrules the configuration, nor fills in what is not computed', () => {
  fc.assert(
    fc.property(cases, ([all, raw, anything]) => {
      const config = conform(raw, all, true);
      const plan = planned(all, null, config);
      const admitted = admit(all, plan, conform(anything, all), null, config);
      for (const [name, { type, computed, writeOnly }] of Object.entries(all)) {
        const mayFill = config[name] === null && (computed ?? all[name]?.default !== undefined) && !writeOnly;
        if (type !== undefined && !mayFill) expect(admitted[name]).toEqual(plan[name]);
      }
    }),
    { numRuns: 200 },
  );
});

test('what is read as it was stored stays as it was stored', () => {
  fc.assert(
    fc.property(cases, ([all, , anything]) => {
      const state = applied(all, conform(anything, all), {});
      expect(isSame(align(all, state, state), state)).toBe(true);
    }),
    { numRuns: 200 },
  );
});

describe('items', () => {
  const disks: Attributes = {
    disks: {
      optional: true,
      nested: {
        mode: 'list',
        key: (disk) => disk['target'],
        attributes: { target: { type: 'string', optional: true }, address: { type: 'string', optional: true, computed: true } },
      },
    },
  };
  const prior = {
    disks: [
      { target: 'a', address: '1' },
      { target: 'b', address: '2' },
      { target: 'b', address: '3' },
    ],
  };
  const plan = (...targets: (string | null | typeof UNKNOWN)[]) =>
    planned(disks, prior, { disks: targets.map((target) => ({ target, address: null })) })['disks'];

  test('with the same key are taken in their order', () =>
    expect(plan('b', 'b', 'a')).toMatchObject([{ address: '2' }, { address: '3' }, { address: '1' }]));
  test('beyond those that were there are new', () => expect(plan('a', 'a')).toMatchObject([{ address: '1' }, { address: UNKNOWN }]));
  test('without a key are matched by their place, if nobody else has a claim to it', () => {
    expect(plan('b', UNKNOWN)).toMatchObject([{ address: '2' }, { address: UNKNOWN }]);
    expect(plan('a', UNKNOWN)).toMatchObject([{ address: '1' }, { address: '2' }]);
  });
  test('that were read in another order come back in the old one, new ones last', () => {
    const read = {
      disks: [
        { target: 'new', address: '4' },
        { target: 'b', address: '2' },
        { target: 'a', address: '1' },
      ],
    };
    expect(align(disks, prior, read)['disks']).toMatchObject([{ target: 'a' }, { target: 'b' }, { target: 'new' }]);
  });
});
