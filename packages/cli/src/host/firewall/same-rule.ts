/** Whether two iptables rules say the same: the order of the matches and the quotes do not count. */
export function sameRule(one: string, other: string): boolean {
  return canonical(one) === canonical(other);
}

function canonical(rule: string): string {
  return rule
    .replaceAll('"', '')
    .trim()
    .split(/\s+(?=-)/)
    .filter((option) => option !== '-m comment' && option !== '-m conntrack')
    .sort()
    .join(' ');
}
