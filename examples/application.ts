import { docker, LabApp, LabStack, Size } from '../constructs';

// From a folder of source to an address, by one command: the folder has a Dockerfile, the lab builds it, runs it without root's powers, keeps
// what it writes, and waits until it answers. Put the source beside cdktf.json as app/; it serves HTTP on port 3000 and writes to /data.
const app = new LabApp({ id: 'app' });
const stack = new LabStack(app, 'app');
const engine = docker.Engine.local(stack, 'Docker');

new docker.ContainerService(engine, 'Application', {
  image: docker.Image.fromDockerfile('./app'),
  port: 3000,
  healthCheck: docker.HealthCheck.http(3000),
  memory: Size.mebibytes(256),
})
  .publish(3000)
  .mount(new docker.Volume(engine, 'Data'), '/data');

app.synth();
