import { reviewReport } from '@labcloud/review';
import type { ReviewedChange } from '@labcloud/review';

const change = (what: string, kind: ReviewedChange['kind'], ...reasons: string[]): ReviewedChange => ({
  kind,
  address: what,
  what,
  details: [],
  reasons,
});

describe('reviewReport', () => {
  test('groups by effect, what will fail before everything else', () => {
    const changes = [change('web-1', 'restart', 'memory 1 GiB → 2 GiB: why'), change('data', 'data-loss', 'everything on it is lost')];
    expect(reviewReport(changes, ['Error: no\n  such thing'])).toBe(
      [
        'Will fail (1)',
        '  Error: no',
        '    such thing',
        'Data loss (1)',
        '  data',
        '      everything on it is lost',
        'Restart (1)',
        '  web-1',
        '      memory 1 GiB → 2 GiB: why',
      ].join('\n'),
    );
  });

  test('gives things that change alike one entry', () => {
    expect(reviewReport([change('web-1', 'live', 'title'), change('web-2', 'live', 'title'), change('web-3', 'live', 'other')])).toBe(
      ['Live (3)', '  web-1, web-2', '      title', '  web-3', '      other'].join('\n'),
    );
  });

  test('names ten of many and counts the others', () => {
    const many = Array.from({ length: 12 }, (_, index) => change(`web-${index}`, 'create'));
    expect(reviewReport(many)).toMatch(/^New \(12\)\n {2}web-0, .*web-9 and 2 more$/);
  });
});
