import { docker, Duration, LabApp, LabStack, platform } from '../constructs';

// A store that survives the loss of any one of its three members, and a container that counts in it. Ask it from this machine:
// curl http://127.0.0.1:2379/v3/kv/range -d '{"key":"cm91bmRz"}' (which is "rounds" in base64).
const app = new LabApp({ id: 'etcd' });
const engine = docker.Engine.local(new LabStack(app, 'etcd'), 'Docker');

const store = new platform.EtcdCluster(engine, 'Store', { network: new docker.Network(engine, 'Backend', { subnet: '10.37.0.0/24' }) });
store.publish(2379);

new docker.ContainerService(engine, 'Counter', {
  image: docker.Image.fromDebianPackages({ suite: 'bookworm', packages: ['etcd-client'] }),
  command: ['sh', '-c', 'for round in $(seq 1000000); do etcdctl put rounds "$round"; sleep 1; done'],
  environment: { ETCDCTL_ENDPOINTS: store.clientUrls.join() },
  networks: [store.network],
  after: [store],
  healthCheck: docker.HealthCheck.command(['etcdctl', 'get', 'rounds'], { interval: Duration.seconds(5) }),
});

app.synth();
