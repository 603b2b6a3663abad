import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Outcome, ProjectCopy } from '../../support/project-copy';
import { until } from '../../support/until';

jest.setTimeout(240_000);

// Beside a running lab: an id and a subnet of its own.
const LAB = 'e2edask';
const TEXT = 'the cat and the dog saw the bird and the bird saw nobody '.repeat(40);

const SQUARES = `
from distributed import Client
client = Client()
print('squares', client.gather(client.map(lambda number: number * number, range(10))))
`;
// Parts are counted by workers, the counts are added up by workers, two by two; each part takes its time, so that a worker can end in between.
const WORDS = `
import json, time
from collections import Counter
from distributed import Client, get_worker
text = '''${TEXT}'''
words = text.split()
def count(part):
    print('counts', flush=True)
    time.sleep(0.4)
    return Counter(part), {get_worker().address}
def add(one, other):
    return one[0] + other[0], one[1] | other[1]
client = Client()
counts = client.map(count, [words[first : first + 12] for first in range(0, len(words), 12)])
while len(counts) > 1:
    counts = [client.submit(add, *counts[place : place + 2]) if place + 1 < len(counts) else counts[place] for place in range(0, len(counts), 2)]
total, workers = counts[0].result()
print('words', json.dumps([total, len(workers)]))
`;

const app = (jobs: Readonly<Record<string, string>>, workers: number): string => `
import { docker, LabApp, LabStack, platform, Size } from './constructs';
const app = new LabApp({ id: '${LAB}' });
const engine = docker.Engine.local(new LabStack(app, 'lab'), 'Docker');
const network = new docker.Network(engine, 'Net', { subnet: '10.87.65.0/24' });
const cluster = new platform.DaskCluster(engine, 'Dask', { network, workers: ${workers}, workerMemory: Size.mebibytes(256) });
for (const [id, script] of Object.entries(${JSON.stringify(jobs)})) cluster.addJob(id, script);
app.synth();
`;

let project: ProjectCopy;

async function up(jobs: Readonly<Record<string, string>>, workers = 3): Promise<Outcome> {
  writeFileSync(join(project.directory, 'main.ts'), app(jobs, workers));
  return succeed(await project.runBeside('labcloud up --yes'));
}

function succeed(outcome: Outcome): Outcome {
  if (outcome.status !== 0) throw new Error(`exit status ${outcome.status}\n${outcome.stdout}\n${outcome.stderr}`);
  return outcome;
}

const docker = (...words: string[]): string =>
  execFileSync('docker', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
const said = (job: string): string => succeed(project.run(`labcloud logs ${job}`)).stdout;

function wordsIn(text: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of text.trim().split(/\s+/)) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

beforeAll(() => {
  project = new ProjectCopy('labcloud-dask');
});

afterAll(() => {
  try {
    succeed(project.run('labcloud destroy --yes --with-data'));
  } finally {
    project.remove();
  }
});

describe('a cluster of Dask', () => {
  test('computes the squares of 0 to 9 on its workers', async () => {
    await up({ Squares: SQUARES });

    expect(said('dask-squares')).toContain('squares [0, 1, 4, 9, 16, 25, 36, 49, 64, 81]');
    expect(project.run('labcloud plan').status).toBe(0);
  });

  test('counts words over its workers, one of which is killed on the way', async () => {
    const applied = up({ Squares: SQUARES, Words: WORDS });
    const worker = `${LAB}-dask-worker-1`;
    await until('task on the worker', () => docker('logs', worker).includes('counts'));
    const pid = docker('inspect', '-f', '{{.State.Pid}}', worker);
    process.kill(Number(pid), 'SIGKILL');
    await applied;

    const [, counted = '[]'] = /^words (.*)$/m.exec(said('dask-words')) ?? [];
    const [counts, workers] = JSON.parse(counted) as [Record<string, number>, number];
    expect(counts).toEqual(wordsIn(TEXT));
    expect(workers).toBeGreaterThan(1);
    expect(Number(docker('inspect', '-f', '{{.RestartCount}}', worker))).toBeGreaterThan(0);
  });

  test('gets another worker while those that it has stay', async () => {
    const ids = [1, 2, 3].map((number) => docker('inspect', '-f', '{{.Id}}', `${LAB}-dask-worker-${number}`));
    await up({ Squares: SQUARES, Words: WORDS }, 4);

    expect([1, 2, 3].map((number) => docker('inspect', '-f', '{{.Id}}', `${LAB}-dask-worker-${number}`))).toEqual(ids);
    expect(docker('inspect', '-f', '{{.State.Health.Status}}', `${LAB}-dask-worker-4`)).toBe('healthy');
  });
});
