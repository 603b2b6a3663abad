import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EtcdClient } from '../../support/etcd-client';
import { type Outcome, ProjectCopy } from '../../support/project-copy';
import { until } from '../../support/until';

jest.setTimeout(240_000);

// Beside a running lab: an id, a subnet and ports of its own.
const LAB = 'e2eetcd';
const PORT = 18379;
const MEMBERS = [1, 2, 3];

const app = (step: number): string => `
import { docker, LabApp, LabStack, platform, Size } from './constructs';
const app = new LabApp({ id: '${LAB}' });
const engine = docker.Engine.local(new LabStack(app, 'lab'), 'Docker');
const network = new docker.Network(engine, 'Net', { subnet: '10.87.64.0/24' });
const store = new platform.EtcdCluster(engine, 'Store', { network, memory: Size.mebibytes(256) }).publish(${PORT});
store.service.resources.forEach((resource) => resource.addOverride('env', ['STEP=${step}']));
app.synth();
`;

let project: ProjectCopy;
const client = new EtcdClient(MEMBERS.map((member) => `http://127.0.0.1:${PORT + member - 1}`));

async function up(step: number): Promise<Outcome> {
  writeFileSync(join(project.directory, 'main.ts'), app(step));
  return succeed(await project.runBeside('labcloud up --yes'));
}

function succeed(outcome: Outcome): Outcome {
  if (outcome.status !== 0) throw new Error(`exit status ${outcome.status}\n${outcome.stdout}\n${outcome.stderr}`);
  return outcome;
}

const inspect = (member: number, format: string): string =>
  execFileSync('docker', ['inspect', '-f', format, `${LAB}-store-${member}`], { encoding: 'utf8' }).trim();

/** Writes one key after the other while something happens; returns those of which the cluster said that it has them. */
async function writingWhile(prefix: string, work: (acknowledged: readonly string[]) => Promise<void>): Promise<string[]> {
  const acknowledged: string[] = [];
  let isOn = true;
  const writing = (async () => {
    for (let index = 0; isOn; index += 1) {
      const key = `${prefix}/${index}`;
      if (await client.put(key, `value of ${key}`)) acknowledged.push(key);
      else await sleep(20);
    }
  })();
  try {
    await work(acknowledged);
  } finally {
    isOn = false;
    await writing;
  }
  return acknowledged;
}

async function expectAll(keys: readonly string[]): Promise<void> {
  const kept = await client.getAll(keys[0]?.split('/')[0] ?? '');
  expect(keys.filter((key) => kept.get(key) !== `value of ${key}`)).toEqual([]);
}

beforeAll(() => {
  project = new ProjectCopy('labcloud-etcd');
});

afterAll(() => {
  try {
    succeed(project.run('labcloud destroy --yes --with-data'));
  } finally {
    project.remove();
  }
});

describe('a cluster of etcd', () => {
  test('comes up with a leader, each member with a volume of its own', async () => {
    await up(1);

    expect((await client.members()).sort()).toEqual(MEMBERS.map((member) => `store-${member}`));
    expect(await client.leader()).toEqual(expect.any(Number));
    expect(MEMBERS.map((member) => inspect(member, '{{range .Mounts}}{{if .Name}}{{.Name}}{{end}}{{end}}'))).toEqual(
      MEMBERS.map((member) => `${LAB}-store-data-${member}`),
    );
    expect(project.run('labcloud plan').status).toBe(0);
    expect(project.run('labcloud status --exit-code').status).toBe(0);
  });

  test('loses no acknowledged write when its leader is killed under them, three times', async () => {
    const leaders: number[] = [];
    const acknowledged = await writingWhile('killed', async (written) => {
      for (let kill = 0; kill < 3; kill += 1) {
        await sleep(300);
        const leader = await client.leader();
        const before = written.length;
        process.kill(Number(inspect(leader + 1, '{{.State.Pid}}')), 'SIGKILL');
        leaders.push(leader);
        await until('20 more writes', () => written.length >= before + 20);
        await client.whole();
      }
    });

    expect(leaders).toHaveLength(3);
    expect(acknowledged.length).toBeGreaterThan(60);
    await expectAll(acknowledged);
  });

  test('serves while its members are made anew, one at a time, that one first which is off, and keeps what it has', async () => {
    succeed(project.run('labcloud stop store-2'));
    const ids = MEMBERS.map((member) => inspect(member, '{{.Id}}'));
    let said = '';
    const acknowledged = await writingWhile('rolled', async () => {
      said = (await up(2)).stderr;
    });

    const anew = MEMBERS.map((member) => inspect(member, '{{.Id}}'));
    expect(anew.filter((id) => ids.includes(id))).toEqual([]);
    expect(said.replace(/\s+/g, ' ')).toMatch(/store-2, 1 of 3 .*store-1, 2 of 3 .*store-3, 3 of 3/);
    expect(acknowledged.length).toBeGreaterThan(60);
    await expectAll(acknowledged);
    expect((await client.getAll('killed')).size).toBeGreaterThan(60);
  });
});
