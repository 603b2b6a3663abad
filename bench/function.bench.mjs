// The first call of a function that has no process, and the next ones, against starting its container for the call.
import { execFileSync } from 'node:child_process';
import { get } from 'node:http';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { createProject, root } from './lab-project.mjs';
import { median, report, times } from './measure.mjs';

const RUNS = 5;
const WARM_RUNS = 50;
const URL = 'http://127.0.0.1:18195/';
const LABCLOUD = join(root, 'packages/cli/bin/labcloud.js');
const CONTAINER = 'bench-hello';

const APP = `
import { docker, Duration, LabApp, LabStack, platform } from '@/constructs';
const app = new LabApp({ id: 'bench' });
new platform.Function(docker.Engine.local(new LabStack(app, 'bench'), 'Docker'), 'Hello', {
  code: platform.FunctionCode.fromText("def application(environ, start_response):\\n    start_response('200 OK', [])\\n    return [b'hello']\\n"),
  idle: Duration.seconds(1),
}).publish(18195);
app.synth();
`;

const project = createProject('function', APP);
try {
  project.run(process.execPath, [LABCLOUD, 'up', '--yes']);
  const [first, started] = [[], []];
  for (let run = 0; run < RUNS; run++) {
    await asleep();
    first.push(await milliseconds(call));
    await asleep();
    started.push(
      await milliseconds(async () => {
        execFileSync('docker', ['restart', '-t', '0', CONTAINER], { stdio: 'ignore' });
        await answered();
      }),
    );
  }
  const warm = await times(WARM_RUNS, call);
  report({ title: 'first call', value: median(first), unit: 'ms', baseline: median(started), baselineTitle: 'starting its container' });
  report({ title: 'warm call', value: median(warm), unit: 'ms', baseline: median(first), baselineTitle: 'first call' });
} finally {
  project.run(process.execPath, [LABCLOUD, 'destroy', '--yes']);
  project.remove();
}

async function milliseconds(work) {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

/** One call over a connection of its own. */
function call() {
  return new Promise((resolve, reject) => {
    get(URL, { agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text) => (body += text));
      response.on('end', () => (body === 'hello' ? resolve() : reject(new Error(`The function answered ${response.statusCode}: ${body}`))));
    }).on('error', reject);
  });
}

async function answered() {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await sleep(5)) {
    if (
      await call().then(
        () => true,
        () => false,
      )
    )
      return;
  }
  throw new Error('The container did not answer within 30 seconds.');
}

/** Waits until the listener alone is there. */
async function asleep() {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await sleep(200)) {
    const listed = execFileSync('docker', ['top', CONTAINER, '-o', 'pid,comm'], { encoding: 'utf8' });
    if (listed.split('\n').filter((line) => line.includes('uwsgi')).length === 1) {
      // It looks for calls once a second: at no moment in particular.
      await sleep(1000 + Math.random() * 1000);
      return;
    }
  }
  throw new Error('The function did not go to sleep within 30 seconds.');
}
