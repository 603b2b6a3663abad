import { type Budget, describeBudget, fits } from '../../../../packages/cli/src/budget/budget-table';

const GIB = 2 ** 30;
const BUDGET: Budget = {
  computers: [
    {
      computer: 'this computer',
      paths: ['lab/Host'],
      memory: { total: 16 * GIB, reserve: 4 * GIB, used: 5.5 * GIB },
      cpus: { total: 8, reserve: 2, overcommit: 4, used: 6 },
      machines: { count: 3, stopped: 1, memory: 5 * GIB },
      services: { count: 2, unlimited: 1, memory: GIB / 2 },
    },
  ],
  pools: [
    { path: 'lab/Host/Pool', computer: 'this computer', folder: '/srv', capacity: 20 * GIB, overcommit: 2, used: 30 * GIB, volumes: 3 },
  ],
};
const [COMPUTER] = BUDGET.computers;
const [POOL] = BUDGET.pools;

/** The same with something else in it. */
function having(computer: object, pool: object = {}): Budget {
  return { computers: [{ ...COMPUTER, ...computer }], pools: [{ ...POOL, ...pool }] } as Budget;
}

describe('the budget as people read it', () => {
  test('says what is taken of what there is', () => {
    expect(describeBudget(BUDGET).split('\n')).toEqual([
      expect.stringMatching(/^COMPUTER +MEMORY +PROCESSORS +MACHINES +SERVICES$/),
      expect.stringMatching(
        /^this computer +5\.5 GiB of 12 GiB \(16 GiB less 4 GiB\) +6 of 24 \(8 threads less 2, each 4 times\) +3, 1 of them off: 5 GiB +2, 1 without limit: 512 MiB$/,
      ),
      '',
      expect.stringMatching(/^POOL +STORAGE +VOLUMES$/),
      expect.stringMatching(/^lab\/Host\/Pool +30 GiB of 40 GiB \(20 GiB, promised 2 times\) +3$/),
    ]);
  });

  test('says how to know more where nothing is known', () => {
    const text = describeBudget(having({ memory: { total: null, reserve: 0, used: GIB }, cpus: { total: null, reserve: 0, used: 2 } }));
    expect(text).toMatch(/^this computer +1 GiB +2 +3/m);
    expect(text).toMatch(/run 'labcloud hosts', or give a 'budget'\.$/);
  });
});

describe('the budget fits', () => {
  test.each<[string, Budget, boolean]>([
    ['with room left', BUDGET, true],
    ['to the last byte', having({ memory: { total: 16 * GIB, reserve: 4 * GIB, used: 12 * GIB } }), true],
    ['not with a byte more', having({ memory: { total: 16 * GIB, reserve: 4 * GIB, used: 12 * GIB + 1 } }), false],
    ['not with a processor more', having({ cpus: { total: 8, reserve: 2, overcommit: 4, used: 25 } }), false],
    ['not with a fuller pool', having({}, { used: 41 * GIB }), false],
    ['where nothing is known', having({ memory: { total: null, reserve: 0, used: 9e15 } }, { capacity: null }), true],
  ])('%s', (_what, budget, expected) => {
    expect(fits(budget)).toBe(expected);
    expect(describeBudget(budget).includes(' !')).toBe(!expected);
  });
});
