import { docker, platform, Size } from '../../../constructs';
import { testLab, type Resource, type TestLab } from '../../helpers/lab';

const containers = (lab: TestLab): Map<string, Resource> =>
  new Map(Object.values(lab.synth().resource.docker_container ?? {}).map((container) => [container.name as string, container]));

describe('DaskCluster', () => {
  test('has a scheduler and workers that find it by its address', () => {
    const lab = testLab();
    const network = new docker.Network(lab.engine, 'Net', { subnet: '10.30.0.0/24' });
    const cluster = new platform.DaskCluster(lab.engine, 'Dask', { workers: 3, threads: 2, workerMemory: Size.mebibytes(256), network });

    expect(cluster.schedulerAddress).toBe('tcp://10.30.0.10:8786');
    const found = containers(lab);
    expect([...found.keys()]).toEqual(['lab-dask-scheduler', 'lab-dask-worker-1', 'lab-dask-worker-2', 'lab-dask-worker-3']);
    expect(found.get('lab-dask-worker-3')).toMatchObject({
      command: expect.arrayContaining(['tcp://10.30.0.10:8786', '--nthreads', '2', '--memory-limit', String(256 * 2 ** 20)]),
      memory: 256,
      depends_on: [expect.stringMatching(/Dask_Scheduler/)],
    });
  });

  test('gives a job its program, its scheduler and the same image, after all workers', () => {
    const lab = testLab();
    const cluster = new platform.DaskCluster(lab.engine, 'Dask', { workers: 1 });
    const job = cluster.addJob('Squares', 'print(1)', { environment: { PARTS: '9' }, run: 2 });

    const container = containers(lab).get(job.containerName);
    expect(container).toMatchObject({
      image: containers(lab).get('lab-dask-scheduler')?.image as string,
      upload: [{ file: '/labcloud/job.py', content: 'print(1)' }],
      env: ['PYTHONUNBUFFERED=1', 'PARTS=9', `DASK_SCHEDULER_ADDRESS=${cluster.schedulerAddress}`],
    });
    expect(container?.depends_on).toHaveLength(2);
  });

  test('lets the scheduler be found on loopback where it is published', () => {
    const lab = testLab();
    new platform.DaskCluster(lab.engine, 'Dask').publish(18786);

    expect(containers(lab).get('lab-dask-scheduler')?.ports).toEqual([{ ip: '127.0.0.1', external: 18786, internal: 8786 }]);
    expect(lab.manifest.stacks[0]?.services.find(({ name }) => name === 'dask-scheduler')?.url).toBeNull();
  });

  test.each([
    ['workers', 0],
    ['workers', 1.5],
    ['workers', '2'],
    ['threads', 0],
    ['threads', Number.NaN],
  ])("refuses '%s' of %p", (name, value) => {
    expect(() => new platform.DaskCluster(testLab().engine, 'Dask', { [name]: value })).toThrow(
      `lab/Docker/Dask: '${name}' must be a whole number of at least 1, got `,
    );
  });

  test('refuses a prop that there is not', () => {
    expect(() => new platform.DaskCluster(testLab().engine, 'Dask', { worker: 2 } as object)).toThrow(
      "lab/Docker/Dask: unknown prop 'worker': did you mean 'workers'?",
    );
  });
});
