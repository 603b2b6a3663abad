import { changeCommands, changeOf, filterRules, ownRules, wantedRules } from '../../../../../packages/cli/src/host/firewall/rules';
import { sameRule } from '../../../../../packages/cli/src/host/firewall/same-rule';

const LISTING = [
  '-N DOCKER-USER',
  '-A DOCKER-USER -s 10.77.1.0/24 -d 10.77.0.0/24 -o lab01 -m comment --comment "labcloud:lab" -j ACCEPT',
  '-A DOCKER-USER -s 10.78.0.0/24 -i lab02 -m comment --comment "labcloud:lab-2" -j ACCEPT',
  '-A DOCKER-USER -s 10.79.0.0/24 -i lab03 -m comment --comment labcloud:lab -j ACCEPT',
  '-A DOCKER-USER -j RETURN',
].join('\n');

describe('the firewall rules of a lab', () => {
  test('are told from those of others by their comment', () => {
    expect(ownRules(LISTING, 'lab')).toEqual([
      '-s 10.77.1.0/24 -d 10.77.0.0/24 -o lab01 -m comment --comment "labcloud:lab" -j ACCEPT',
      '-s 10.79.0.0/24 -i lab03 -m comment --comment labcloud:lab -j ACCEPT',
    ]);
    expect(ownRules(LISTING, 'la')).toEqual([]);
  });

  test('are the same in whatever order iptables prints them', () => {
    expect(sameRule('-i a -s 10.0.0.0/24 -m comment --comment "x" -j ACCEPT', '-s 10.0.0.0/24 -i a -m comment --comment x -j ACCEPT')).toBe(
      true,
    );
    expect(sameRule('-i a -j ACCEPT', '-o a -j ACCEPT')).toBe(false);
  });

  test('let machines out and containers to machines, and no stranger in', () => {
    const rules = wantedRules('lab', [{ bridge: 'lab01', subnet: '10.77.0.0/24' }], ['10.77.1.0/24']);

    expect(
      rules.filter((rule) => rule.includes('-d 10.77.0.0/24')).every((rule) => /-s 10\.77\.1\.0\/24|-i docker0|ESTABLISHED/.test(rule)),
    ).toBe(true);
    expect(rules.every((rule) => rule.includes('"labcloud:lab"'))).toBe(true);
    expect(rules).toMatchSnapshot();
  });

  describe('with packet filters', () => {
    const filters = filterRules('lab');
    const accept = '-i lab01 -m comment --comment "labcloud:lab" -j ACCEPT';
    const listing = (...rules: string[]): string => ['-N DOCKER-USER', ...rules.map((rule) => `-A DOCKER-USER ${rule}`)].join('\n');

    test('ask those before anything is accepted', () => {
      const change = changeOf(listing('-j RETURN'), 'lab', [accept], filters);
      expect(change).toEqual({ remove: [], add: [accept, ...filters] });
      expect(changeCommands('ip6tables', { remove: [], add: filters }).slice(0, 2)).toEqual([
        'ip6tables -w -N libvirt-in 2>/dev/null || true',
        'ip6tables -w -N libvirt-out 2>/dev/null || true',
      ]);
    });

    test('are left alone where they come first', () => {
      expect(changeOf(listing(...filters, accept, '-j RETURN'), 'lab', [accept], filters)).toBeUndefined();
    });

    test.each([
      ['another lab accepts something before them', [`-i lab02 -m comment --comment "labcloud:other" -j ACCEPT`, ...filters, accept]],
      ['one of them comes too late', [...filters.slice(1), accept, ...filters.slice(0, 1)]],
    ])('come first again when %s', (_what, rules) => {
      expect(changeOf(listing(...rules), 'lab', [accept], filters)).toEqual({ remove: expect.arrayContaining(filters), add: filters });
    });

    test('stay first when a rule is added, and go with the last security group', () => {
      expect(changeOf(listing(...filters), 'lab', [accept], filters)).toEqual({ remove: filters, add: [accept, ...filters] });
      expect(changeOf(listing(...filters, accept), 'lab', [accept], [])).toEqual({ remove: filters, add: [] });
    });
  });

  test('are removed before others are put in front', () => {
    expect(changeCommands('iptables', { remove: ['-i a'], add: ['-i b'] })).toEqual([
      'iptables -w -D DOCKER-USER -i a',
      'iptables -w -I DOCKER-USER -i b',
    ]);
  });
});
