import { docker, platform } from '../../../constructs';
import { testLab, type Resource, type TestLab } from '../../helpers/lab';

const network = (lab: TestLab): docker.Network => new docker.Network(lab.engine, 'Net', { subnet: '10.30.0.0/24' });
const members = (lab: TestLab): Resource[] => Object.values(lab.synth().resource.docker_container ?? {});
const settingsOf = (member: Resource): Record<string, unknown> =>
  JSON.parse((member.upload as { content: string }[])[0]?.content ?? '') as Record<string, unknown>;

describe('EtcdCluster', () => {
  test('has members that know each other by addresses which are known at synth', () => {
    const lab = testLab();
    const store = new platform.EtcdCluster(lab.engine, 'Store', { network: network(lab) });

    const settings = members(lab).map(settingsOf);
    expect(settings.map(({ name }) => name)).toEqual(['store-1', 'store-2', 'store-3']);
    expect(settings.map((one) => one['listen-peer-urls'])).toEqual([10, 11, 12].map((host) => `http://10.30.0.${host}:2380`));
    expect(new Set(settings.map((one) => one['initial-cluster']))).toEqual(
      new Set(['store-1=http://10.30.0.10:2380,store-2=http://10.30.0.11:2380,store-3=http://10.30.0.12:2380']),
    );
    expect(store.clientUrls).toEqual([10, 11, 12].map((host) => `http://10.30.0.${host}:2379`));
  });

  test('keeps apart from other clusters, on a network of its own', () => {
    const lab = testLab();
    const [one, other] = ['One', 'Other'].map((id) => new platform.EtcdCluster(lab.engine, id, { members: 1 }));

    expect(one?.network.name).toBe('lab-one-network');
    expect(other?.network).not.toBe(one?.network);
    expect(new Set(members(lab).map((member) => settingsOf(member)['initial-cluster-token'])).size).toBe(2);
  });

  test('has a volume for each member, and changes one member at a time', () => {
    const lab = testLab();
    new platform.EtcdCluster(lab.engine, 'Store');

    const mounted = members(lab).map(({ volumes }) => (volumes as { volume_name: string }[]).map(({ volume_name }) => volume_name));
    expect(mounted).toEqual([1, 2, 3].map((member) => [expect.stringContaining(`docker_volume.Docker_Store_Data${member}_`)]));
    expect(lab.manifest.stacks[0]?.rollouts).toMatchObject([{ path: 'lab/Docker/Store/Default', atOnce: 1 }]);
  });

  test('is asked on loopback where it is published, and not taken for a web server', () => {
    const lab = testLab();
    new platform.EtcdCluster(lab.engine, 'Store').publish(2379);

    expect(members(lab).map(({ ports }) => ports as unknown)).toEqual(
      [2379, 2380, 2381].map((external) => [{ ip: '127.0.0.1', external, internal: 2379 }]),
    );
    expect(lab.manifest.stacks[0]?.services.map(({ url }) => url)).toEqual([null, null, null]);
  });

  test.each([
    [undefined, 'new'],
    ['existing', 'existing'],
  ] as const)('with the state %p lets a member without data take the cluster for %p', (clusterState, state) => {
    const lab = testLab();
    new platform.EtcdCluster(lab.engine, 'Store', { members: 1, clusterState });

    expect(members(lab).map((member) => settingsOf(member)['initial-cluster-state'])).toEqual([state]);
  });

  test('can be waited for', () => {
    const lab = testLab();
    const store = new platform.EtcdCluster(lab.engine, 'Store', { members: 1 });
    lab.addService('App', { after: [store] });

    expect(members(lab).find(({ name }) => name === 'lab-app')?.depends_on).toEqual([
      expect.stringMatching(/^docker_container\.Docker_Store_/),
    ]);
  });

  test.each([0, 2, 4, 9, 1.5, -3, Number.NaN, '3'])('refuses %p members', (count) => {
    expect(() => new platform.EtcdCluster(testLab().engine, 'Store', { members: count as number })).toThrow(
      /^lab\/Docker\/Store: 'members' must be 1, 3, 5 or 7, since an even number bears no more failures than the odd one below it, got /,
    );
  });
});
