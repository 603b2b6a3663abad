import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bridgeFilters, findingOf } from '../../../../../packages/cli/src/host/checks/bridge-filters';
import { useTempDir } from '../../../../support/temp-dir';
import { checkContext, MACHINE } from '../context';

describe('the check of packet filters on bridges', () => {
  const folder = useTempDir('labcloud-host');

  function settings(values: Record<string, string>): string {
    const path = join(folder(), 'bridge');
    mkdirSync(path, { recursive: true });
    for (const [name, value] of Object.entries(values)) writeFileSync(join(path, name), `${value}\n`);
    return path;
  }

  test('asks nothing where no machine has security groups', async () => {
    await expect(bridgeFilters.probe(checkContext(folder(), { machines: [MACHINE] }))).resolves.toEqual({ ok: true, found: 'not needed' });
  });

  test('passes where both versions of IP are filtered', () => {
    expect(findingOf(settings({ 'bridge-nf-call-iptables': '1', 'bridge-nf-call-ip6tables': '1' }))).toEqual({ ok: true, found: 'on' });
  });

  test('turns on what is off', () => {
    expect(findingOf(settings({ 'bridge-nf-call-iptables': '1', 'bridge-nf-call-ip6tables': '0' })).fix).toBe(
      'sysctl -w net.bridge.bridge-nf-call-ip6tables=1',
    );
  });

  test('loads the module that is missing first', () => {
    expect(findingOf(join(folder(), 'none')).fix).toBe(
      'modprobe br_netfilter\nsysctl -w net.bridge.bridge-nf-call-iptables=1\nsysctl -w net.bridge.bridge-nf-call-ip6tables=1',
    );
  });
});
