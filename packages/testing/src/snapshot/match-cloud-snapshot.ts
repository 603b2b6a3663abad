import { relative } from 'node:path';
import { TerraformStack } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { diff } from 'jest-diff';
import { changesBetween, describeChanges } from '../change/changes';
import { isCi, mayWrite, type SnapshotState, type TestContext } from '../jest/snapshot-state';
import { Template } from '../template/template';
import { describeValue } from '../match/describe';
import { withoutSecrets } from './secrets';
import { Session } from './session';
import { SnapshotFile } from './snapshot-file';
import { machineTexts, replaceTexts } from './stable-texts';
import { fromYaml, toYaml } from './yaml';
import { stacksOf } from '../template/synthesize';

/** How one file compares: nothing to say, or what is wrong. */
type Outcome = string | undefined;

/**
 * Compares every stack of an app, one stack or a template with its file in `__snapshots__`, and says what a difference would do to what exists.
 * New files are written, except in CI.
 */
export function matchCloudSnapshot(context: TestContext, received: unknown, name?: string): { pass: boolean; message: () => string } {
  const { snapshotState: state, testPath, currentTestName: test = '' } = context;
  if (state === undefined || testPath === undefined) {
    throw new Error('toMatchCloudSnapshot() needs Jest, which keeps the snapshots');
  }
  if (context.isNot === true) {
    throw new Error('toMatchCloudSnapshot() cannot be used with .not: a snapshot says what is, not what is not');
  }
  if (test === '' && name === undefined) {
    throw new Error("toMatchCloudSnapshot() does not know in which test it is: give the snapshot a name, toMatchCloudSnapshot('name')");
  }
  const yamls = yamlsOf(received);
  const session = Session.of(state);
  const count = name === undefined ? session.count(test) : 1;
  const label = name ?? (count === 1 ? test : `${test} ${count}`);
  const files = new Map(
    [...yamls.keys()].map((stack) => [stack, SnapshotFile.of(testPath, label, stack, `${test}: ${name ?? 'cloud'} ${stack} ${count}`)]),
  );
  files.forEach((file) => {
    session.use(file);
  });
  const outcomes = [...yamls].map(([stack, yaml]) => compare(state, files.get(stack) as SnapshotFile, yaml));
  const problems = [...outcomes, ...goneStacks(state, session, testPath, `${test}: ${name ?? 'cloud'} `, count)].filter(
    (outcome) => outcome !== undefined,
  );
  return { pass: problems.length === 0, message: () => problems.join('\n\n') };
}

function yamlsOf(received: unknown): Map<string, string> {
  if (received instanceof Template) {
    return new Map([[received.stackName, toYaml(received.stackName, withoutSecrets(received.toJSON()))]]);
  }
  if (!Construct.isConstruct(received)) {
    throw new TypeError(`expect(…).toMatchCloudSnapshot() takes an app, a stack or a template, got ${describeValue(received)}`);
  }
  const root = (received as IConstruct).node.root;
  const stacks = TerraformStack.isStack(received) ? [received] : received === root ? stacksOf(received) : [];
  if (stacks.length === 0) {
    throw new TypeError(
      `expect(…).toMatchCloudSnapshot(): ${received === root ? 'the app has no stack' : `${received.node.path} is neither an app nor a stack`}`,
    );
  }
  const texts = machineTexts(root);
  return new Map(
    stacks.map((stack) => [stack.node.id, toYaml(stack.node.id, replaceTexts(withoutSecrets(Template.fromStack(stack).toJSON()), texts))]),
  );
}

function compare(state: SnapshotState, file: SnapshotFile, yaml: string): Outcome {
  const before = file.read();
  if (before === yaml) {
    state.matched += 1;
    return undefined;
  }
  if (mayWrite(state, before !== undefined)) {
    file.write(yaml);
    state[before === undefined ? 'added' : 'updated'] += 1;
    return undefined;
  }
  state.unmatched += 1;
  return before === undefined ? missing(file) : describeDifference(file, before, yaml, state.expand ?? false);
}

function missing(file: SnapshotFile): string {
  const why = isCi() ? 'none is written in CI' : 'none is written with --ci';
  return `There is no ${shown(file)}, and ${why}: run the test on your own machine, look at the file and commit it.`;
}

function describeDifference(file: SnapshotFile, before: string, after: string, expand: boolean): string {
  const meaning = meaningOf(before, after);
  const difference = diff(before, after, { aAnnotation: 'Snapshot', bAnnotation: 'Received', expand, contextLines: 3 }) ?? '';
  const update = isCi() ? '' : `\n\nIf that is meant: jest -u`;
  return [`The cloud is not what ${shown(file)} says.`, meaning, difference].filter((part) => part !== '').join('\n\n') + update;
}

function meaningOf(before: string, after: string): string {
  let found: ReturnType<typeof changesBetween>;
  try {
    found = changesBetween(fromYaml(before), fromYaml(after));
  } catch (error) {
    return `What that means cannot be told, because the snapshot is damaged: ${(error as Error).message.split('\n')[0] ?? ''}`;
  }
  const lines = [...found.failures.map((failure) => `Terraform would refuse it: ${failure}`), ...describeChanges(found.changes)];
  return lines.length === 0
    ? 'Nothing of that changes a resource.'
    : ['What that does to a cloud that is as the snapshot says:', ...lines.map((line) => `  ${line}`)].join('\n');
}

/** A stack that is no longer there leaves a file that this very test has written. */
function goneStacks(state: SnapshotState, session: Session, testPath: string, prefix: string, count: number): Outcome[] {
  const gone = session.unused(testPath).filter(({ key }) => key.startsWith(prefix) && key.endsWith(` ${count}`));
  return gone.map((file) => {
    if (mayWrite(state, true)) {
      file.remove();
      state.updated += 1;
      return undefined;
    }
    session.use(file);
    state.unmatched += 1;
    return `The app has no longer the stack of ${shown(file)}: everything in it would stay until its state is destroyed.${isCi() ? '' : ' If that is meant: jest -u'}`;
  });
}

function shown({ path }: SnapshotFile): string {
  return relative(process.cwd(), path);
}
