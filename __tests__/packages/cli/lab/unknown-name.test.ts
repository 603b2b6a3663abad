import { unknownName } from '../../../../packages/cli/src/lab/unknown-name';

const KNOWN = ['web-1', 'web-2', 'front'];
const ALL = 'There are: web-1, web-2, front.';

describe('a name that nothing has', () => {
  test.each([
    ['web1', `There is no machine 'web1'.\n  Did you mean 'web-1'?\n  ${ALL}`],
    ['frnot', `There is no machine 'frnot'.\n  Did you mean 'front'?\n  ${ALL}`],
    ['database', `There is no machine 'database'.\n  ${ALL}`],
    ['', `There is no machine ''.\n  ${ALL}`],
  ])('%j is told with what it may mean', (name, message) => {
    expect(unknownName('machine', name, KNOWN).message).toBe(message);
  });

  test('says so when there is none', () => {
    expect(unknownName('machine', 'web', []).message).toBe("There is no machine 'web'.\n  There are none.");
  });
});
