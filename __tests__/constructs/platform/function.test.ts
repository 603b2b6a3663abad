import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { docker, Duration, platform, Size } from '../../../constructs';
import { only, testLab, type TestLab } from '../../helpers/lab';

const code = platform.FunctionCode.fromText('def application(environ, start_response): pass\n');
const words = (lab: TestLab): string => (only(lab.synth(), 'docker_container').command as string[]).join(' ');

describe('Function', () => {
  test('begins with no process, may have as many as it is to serve calls at a time, and ends them', () => {
    const lab = testLab();
    new platform.Function(lab.engine, 'Hello', { code, idle: Duration.minutes(1), timeout: Duration.seconds(5), concurrency: 8 });

    expect(words(lab)).toMatch(/--cheap --idle 60 --processes 8 --cheaper 1 .*--harakiri 5/);
  });

  test('has one process at most where it is to serve one call at a time', () => {
    const lab = testLab();
    new platform.Function(lab.engine, 'Hello', { code, concurrency: 1 });

    expect(words(lab)).toContain('--processes 1 --harakiri 30');
  });

  test('takes its program from a file of the project', () => {
    const lab = testLab();
    mkdirSync(join(lab.directory, 'functions'));
    writeFileSync(join(lab.directory, 'functions/hello.py'), 'def hello(environ, start_response): pass\n');
    new platform.Function(lab.engine, 'Hello', { code: platform.FunctionCode.fromFile('functions/hello.py'), handler: 'hello' });

    const files = new Map(
      (only(lab.synth(), 'docker_container').upload as { file: string; content: string }[]).map(({ file, content }) => [file, content]),
    );
    expect(files.get('/labcloud/function.py')).toBe('def hello(environ, start_response): pass\n');
    expect(files.get('/labcloud/server.py')).toContain('return function.hello\n');
  });

  test('is not root, is called on loopback, and is not woken to be found healthy', () => {
    const lab = testLab();
    new platform.Function(lab.engine, 'Hello', { code, memory: Size.mebibytes(64) }).publish(8090);

    const container = only(lab.synth(), 'docker_container');
    expect(container).toMatchObject({ user: '65534:65534', memory: 64, ports: [{ ip: '127.0.0.1', external: 8090, internal: 8080 }] });
    expect((container.healthcheck as { test: string[] }).test.join(' ')).toContain('/dev/tcp/127.0.0.1/1717');
    expect(lab.manifest.stacks[0]?.services[0]?.url).toBeNull();
  });

  test('is found by others on its network', () => {
    const lab = testLab();
    const network = new docker.Network(lab.engine, 'Net', { subnet: '10.30.0.0/24' });

    expect(new platform.Function(lab.engine, 'Hello', { code, network }).endpoints).toEqual([{ name: 'hello', address: '10.30.0.10' }]);
  });

  test.each([
    [{ code: undefined }, "'code' must be a FunctionCode, e.g. FunctionCode.fromFile('functions/hello.py'), got undefined"],
    [{ code: 'hello.py' }, "'code' must be a FunctionCode, e.g. FunctionCode.fromFile('functions/hello.py'), got 'hello.py'"],
    [{ handler: 'a.b' }, "'handler' must be the name of a callable in the program, got 'a.b'"],
    [{ handler: '' }, "'handler' must be the name of a callable in the program, got ''"],
    [{ concurrency: 0 }, "'concurrency' must be a whole number from 1 to 256, got 0"],
    [{ concurrency: 1.5 }, "'concurrency' must be a whole number from 1 to 256, got 1.5"],
    [{ idle: Duration.milliseconds(1500) }, "'idle' must be whole seconds, got 1500 ms"],
    [{ timeout: Duration.milliseconds(1) }, "'timeout' must be whole seconds, got 1 ms"],
    [{ code: platform.FunctionCode.fromFile('nowhere.py') }, "'code' must be a file that can be read, got 'nowhere.py': ENOENT"],
    [{ timout: Duration.seconds(3) }, "unknown prop 'timout': did you mean 'timeout'?"],
  ])('refuses %j', (props, message) => {
    expect(() => new platform.Function(testLab().engine, 'Hello', { code, ...props } as platform.FunctionProps)).toThrow(
      `lab/Docker/Hello: ${message}`,
    );
  });
});
