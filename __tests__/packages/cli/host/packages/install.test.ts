import { installCommands } from '../../../../../packages/cli/src/host/packages/install';

describe('the commands that install packages', () => {
  test('never remove what is there, and fetch the lists only when a package is not found', () => {
    const commands = installCommands('apt', ['iptables']);

    expect(commands).toMatch(
      /^apt-get install .*--no-remove .* iptables \|\| \{ apt-get update && apt-get install .*--no-remove .* iptables; \}$/,
    );
  });

  test('fetch the lists first where there are none', () => {
    expect(installCommands('apt', ['iptables'], { noLists: true })).toMatch(/^apt-get update\napt-get install/);
  });

  test('first end an installation that was cut off', () => {
    expect(installCommands('apt', [], { repair: true })).toMatch(/^dpkg --configure -a\napt-get install -y --fix-broken --no-remove/);
  });

  test.each([
    ['dnf', 'dnf install -y --setopt=install_weak_deps=False docker'],
    ['pacman', 'pacman -S --needed --noconfirm docker'],
    ['zypper', 'zypper --non-interactive install --no-recommends docker'],
    ['unknown', 'Install what Debian calls: docker'],
  ] as const)('are those of %s', (family, expected) => {
    expect(installCommands(family, ['docker'])).toBe(expected);
  });
});
