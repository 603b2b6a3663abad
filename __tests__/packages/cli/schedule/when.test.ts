import { spawnSync } from 'node:child_process';
import fc from '../../../support/properties';
import { hasProgram } from '../../../../packages/cli/src/host/system/program';
import { toCalendar } from '../../../../packages/cli/src/schedule/calendar';
import { parseWhen } from '../../../../packages/cli/src/schedule/when';
import { needs } from '../../../support/needs';

describe('when something happens again and again', () => {
  test.each([
    ['hourly', '0 * * * *', '*-*-* *:00:00'],
    ['every 6 hours', '0 */6 * * *', '*-*-* 00/6:00:00'],
    ['every 15 minutes', '*/15 * * * *', '*-*-* *:00/15:00'],
    ['daily', '0 3 * * *', '*-*-* 03:00:00'],
    ['daily at 03:00', '0 3 * * *', '*-*-* 03:00:00'],
    ['  Daily  at 23:59 ', '59 23 * * *', '*-*-* 23:59:00'],
    ['weekly on Sunday at 04:30', '30 4 * * 0', 'Sun *-*-* 04:30:00'],
    ['monthly on 1', '0 3 1 * *', '*-*-01 03:00:00'],
    ['0 3 * * *', '0 3 * * *', '*-*-* 03:00:00'],
    ['*/10 8-18 * 1,7 1-5', '*/10 8-18 * 1,7 1-5', 'Mon,Tue,Wed,Thu,Fri *-01,07-* 08..18:00/10:00'],
    ['0 0 * * */2', '0 0 * * */2', 'Sun,Tue,Thu,Sat *-*-* 00:00:00'],
    ['0 0 * * 7', '0 0 * * 7', 'Sun *-*-* 00:00:00'],
  ])("'%s' is '%s' for cron and '%s' for systemd", (words, cron, calendar) => {
    expect(parseWhen(words)).toBe(cron);
    expect(toCalendar(cron)).toBe(calendar);
  });

  test.each([
    ['', "When is ''?"],
    ['sometimes', "When is 'sometimes'?"],
    ['daily at noon', "When is 'daily at noon'?"],
    ['weekly on holiday', "When is 'weekly on holiday'?"],
    ['daily at 25:00', "'25' is no hour (0 to 23) in 'daily at 25:00'."],
    ['daily at 03:60', "'60' is no minute (0 to 59)"],
    ['monthly on 32', "'32' is no day of the month (1 to 31)"],
    ['every 7 hours', "'every 7 hours' does not divide 24 hours evenly."],
    ['every 0 minutes', "'every 0 minutes' does not divide 60 minutes evenly."],
    ['0 3 * *', "When is '0 3 * *'?"],
    ['0 3 * * 8', "'8' is no day of the week (0 to 7)"],
    ['5-1 * * * *', "'5-1' is no minute"],
    ['*/0 * * * *', "'*/0' is no minute"],
    ['0 3 * * $(reboot)', "'$(reboot)' is no day of the week"],
    ['0 3 1 * 1', "'0 3 1 * 1' says a day of the month and a day of the week."],
  ])("'%s' is refused: %s", (words, message) => {
    expect(() => parseWhen(words)).toThrow(message);
  });
});

const analyze = needs(hasProgram('systemd-analyze'), 'systemd-analyze');
const field = (from: number, to: number): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constant('*'),
    fc.integer({ min: from, max: to }).map(String),
    fc.tuple(fc.integer({ min: from, max: to }), fc.integer({ min: from, max: to })).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
    fc.integer({ min: 1, max: 9 }).map((step) => `*/${step}`),
  );

analyze.describe('systemd', () => {
  analyze.test('takes whatever cron can say', () => {
    const crons = fc
      .sample(fc.tuple(field(0, 59), field(0, 23), fc.constant('*'), field(1, 12), field(0, 7)), 40)
      .map((fields) => fields.join(' '));
    const calendars = crons.map((cron) => toCalendar(parseWhen(cron)));

    const { status, stderr } = spawnSync('systemd-analyze', ['calendar', ...calendars], { encoding: 'utf8' });

    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});
