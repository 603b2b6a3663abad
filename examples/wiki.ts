import { docker, LabApp, LabStack, Size } from '../constructs';

// Containers alone: an application that is built from a folder with a Dockerfile, its database with a volume that outlives both, and a port on
// loopback. Put the application's source beside cdktf.json as wiki/.
const app = new LabApp({ id: 'wiki' });
const stack = new LabStack(app, 'wiki');
const engine = docker.Engine.local(stack, 'Docker');
const network = new docker.Network(engine, 'Backend', { subnet: '10.36.0.0/24' });

const store = new docker.ContainerService(engine, 'Store', {
  image: docker.Image.fromRegistry('redis:7.2.5', { otherwise: { suite: 'bookworm', packages: ['redis-server'] } }),
  command: ['redis-server', '--dir', '/data', '--save', '60', '1', '--protected-mode', 'no'],
  networks: [network],
  healthCheck: docker.HealthCheck.command(['redis-cli', 'ping']),
  memory: Size.mebibytes(256),
});
store.mount(new docker.Volume(engine, 'Data'), '/data');

new docker.ContainerService(engine, 'Wiki', {
  image: docker.Image.fromDockerfile('./wiki'),
  networks: [network],
  environment: { STORE: 'redis://store:6379' },
  port: 3000,
  healthCheck: docker.HealthCheck.http(3000),
  memory: Size.mebibytes(512),
}).publish(3000);

app.synth();
