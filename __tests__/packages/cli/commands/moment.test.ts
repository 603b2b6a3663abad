import { moment } from '../../../../packages/cli/src/commands/moment';

describe('a moment on the command line', () => {
  test.each([
    ['90s', 90],
    ['10m', 600],
    ['2h', 7200],
    ['3d', 259_200],
  ])('%s is so long ago', (text, seconds) => {
    const before = Date.now();
    const ago = moment(text).getTime() + seconds * 1000;
    expect(ago).toBeGreaterThanOrEqual(before);
    expect(ago).toBeLessThanOrEqual(Date.now());
  });

  test.each([
    ['2026-01-31T08:00:00Z', '2026-01-31T08:00:00.000Z'],
    ['2026-01-31', '2026-01-31T00:00:00.000Z'],
  ])('%s is a time', (text, time) => {
    expect(moment(text).toISOString()).toBe(time);
  });

  test.each(['', '10', 'm', '-5m', '1.5h', 'yesterday', '2026-13-01', '5'])('%j is refused', (text) => {
    expect(() => moment(text)).toThrow("It must be how long ago, like '10m'");
  });
});
