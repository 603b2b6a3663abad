import type { ReviewedChange, ReviewKind } from '@labcloud/review';
import fc from '../../../support/properties';
import { UserError } from '../../../../packages/cli/src/errors';
import { rollOut, rolloutsOf, type RolloutSteps } from '../../../../packages/cli/src/lab/rollout';
import type { ManifestStack, RolloutMember } from '../../../../packages/cli/src/project/manifest';

const member = (number: number): RolloutMember => ({ name: `web-${number}`, address: `libvirt_domain.web${number}`, kind: 'machine' });
const members = [1, 2, 3].map(member);
const group = { path: 'lab/Host/Web', atOnce: 1, members };
const change = (kind: ReviewKind, number: number): ReviewedChange => ({
  kind,
  address: member(number).address,
  what: '',
  details: [],
  reasons: [],
});
const stack = { rollouts: [group] } as unknown as ManifestStack;

/** Members that answer until they are changed, and then again unless they are broken by it. */
class Fleet implements RolloutSteps {
  readonly told: string[] = [];
  fewest = Infinity;
  private readonly away: Set<string>;

  constructor(
    private readonly all: readonly RolloutMember[],
    private readonly broken: ReadonlySet<string> = new Set(),
    away: readonly string[] = [],
  ) {
    this.away = new Set(away);
  }

  answers = ({ name }: RolloutMember): Promise<boolean> => Promise.resolve(!this.away.has(name));

  apply = (some: readonly RolloutMember[]): Promise<void> => {
    this.told.push(`apply ${some.map(({ name }) => name).join(' ')}`);
    some.forEach(({ name }) => this.away.add(name));
    this.fewest = Math.min(this.fewest, this.all.length - this.away.size);
    return Promise.resolve();
  };

  ready = (some: readonly RolloutMember[]): Promise<void> => {
    const lost = some.find(({ name }) => this.broken.has(name));
    if (lost) return Promise.reject(new UserError(`${lost.name} did not reach 'http' within 20 s.`, 'Look at its console.'));
    some.forEach(({ name }) => this.away.delete(name));
    return Promise.resolve();
  };

  begin = (): void => undefined;
}

describe('a rolling change', () => {
  test.each([
    ['more members restart than may be away', [change('restart', 1), change('rebuild', 3)], ['web-1', 'web-3']],
    ['one member restarts', [change('restart', 1)], undefined],
    ['members change while they run, are made or are removed', [change('live', 1), change('create', 2), change('remove', 3)], undefined],
    ['nobody knows what happens', [change('unknown', 1), change('unknown', 2)], ['web-1', 'web-2']],
  ])('is made when %s', (_what, changes, names) => {
    expect(rolloutsOf(stack, changes)[0]?.changing.map(({ name }) => name)).toEqual(names);
  });

  test.each([
    ['one is new', [change('create', 3), change('rebuild', 1)], { joining: ['web-3'], changing: ['web-1'] }],
    [
      'one got lost',
      [change('restart', 1), change('create', 2), change('restart', 3)],
      { joining: ['web-2'], changing: ['web-1', 'web-3'] },
    ],
  ])('brings those first who are not there, when %s and others are to change', (_what, changes, names) => {
    const [rollout] = rolloutsOf(stack, changes);
    const namesOf = (some: readonly RolloutMember[] = []): string[] => some.map(({ name }) => name);
    expect({ joining: namesOf(rollout?.joining), changing: namesOf(rollout?.changing) }).toEqual(names);
  });

  test('waits for those who are new before it takes others away, and not for them to answer before they are made', async () => {
    const fleet = new Fleet(members, new Set(), ['web-1', 'web-3']);
    const asked: string[] = [];
    const ready = (some: readonly RolloutMember[]): Promise<void> => {
      asked.push(some.map(({ name }) => name).join(' '));
      return fleet.ready(some);
    };
    const [first, second, third] = members as [RolloutMember, RolloutMember, RolloutMember];
    await rollOut({ group, joining: [first, third], changing: [second] }, { ...fleet, ready });

    expect(asked).toEqual(['', 'web-1 web-3', 'web-2']);
    expect(fleet.told).toEqual(['apply web-1 web-3', 'apply web-2']);
    expect(fleet.fewest).toBe(1);
  });

  test('never has more members away than it may, whoever is away at first', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 4 }),
        fc.infiniteStream(fc.boolean()),
        async (count, atOnce, bits) => {
          const all = Array.from({ length: count }, (_, index) => member(index + 1));
          const away = all.filter(() => bits.next().value as boolean).map(({ name }) => name);
          const fleet = new Fleet(all, new Set(), away);
          await rollOut({ group: { ...group, atOnce, members: all }, joining: [], changing: all }, fleet);
          expect(fleet.fewest).toBeGreaterThanOrEqual(count - Math.max(away.length, 0) - atOnce);
          expect(fleet.told.flatMap((text) => text.split(' ').slice(1)).sort()).toEqual(all.map(({ name }) => name).sort());
        },
      ),
    );
  });

  test('takes those first who do not answer anyway', async () => {
    const fleet = new Fleet(members, new Set(), ['web-3']);
    await rollOut({ group, joining: [], changing: members }, fleet);
    expect(fleet.told).toEqual(['apply web-3', 'apply web-1', 'apply web-2']);
  });

  test('stops at a member that does not come back, and leaves the rest as it was', async () => {
    const fleet = new Fleet(members, new Set(['web-2']));
    await expect(rollOut({ group, joining: [], changing: members }, fleet)).rejects.toThrow(
      /^The change of lab\/Host\/Web stops at web-2: web-2 did not reach 'http' within 20 s\.\n {2}Look at its console\.\nChanged: web-1\. As before: web-3\.\n {2}Repair it/,
    );
    expect(fleet.told).toEqual(['apply web-1', 'apply web-2']);
  });

  test('does not begin while one that stays does not answer', async () => {
    const fleet = new Fleet(members, new Set(['web-1']));
    await expect(rollOut({ group, joining: [], changing: members.slice(1) }, fleet)).rejects.toThrow(
      /stops at web-1: .*\n.*\nChanged: nobody. As before: web-2, web-3/,
    );
    expect(fleet.told).toEqual([]);
  });
});
