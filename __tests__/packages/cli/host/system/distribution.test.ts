import { parseDistribution } from '../../../../../packages/cli/src/host/system/distribution';

test.each([
  ['ID=debian\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"', 'apt', 'Debian GNU/Linux 12 (bookworm)'],
  ['ID=linuxmint\nID_LIKE="ubuntu debian"\nPRETTY_NAME="Linux Mint 22"', 'apt', 'Linux Mint 22'],
  ['ID="rocky"\nID_LIKE="rhel centos fedora"', 'dnf', 'rocky'],
  ["ID='arch'", 'pacman', 'arch'],
  ['ID="opensuse-tumbleweed"\nID_LIKE="opensuse suse"', 'zypper', 'opensuse-tumbleweed'],
  ['ID=alpine', 'unknown', 'alpine'],
  ['', 'unknown', 'an unknown Linux'],
])('reads the family and name of %j', (osRelease, family, name) => {
  expect(parseDistribution(osRelease)).toEqual({ family, name });
});
