import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { KEY } from '../helpers/lab';
import { useTempDir } from '../support/temp-dir';

const EXAMPLES = join(__dirname, '../../examples');
const tempDir = useTempDir('labcloud-examples');
const environment = { ...process.env };

afterEach(() => {
  process.env = { ...environment };
  jest.restoreAllMocks();
});

/** A project that has what the examples say to put beside cdktf.json. */
function projectFolder(): string {
  const folder = mkdtempSync(join(tempDir(), 'example-'));
  const files = {
    '.labcloud/ssh/id_ed25519.pub': `${KEY.line}\n`,
    'wiki/Dockerfile': 'FROM scratch\n',
    'app/Dockerfile': 'FROM scratch\n',
  };
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

test.each(readdirSync(EXAMPLES))('the example %s synthesizes to what its snapshot says', async (file) => {
  const folder = projectFolder();
  process.env.CDKTF_OUTDIR = join(folder, 'cdktf.out');
  jest.spyOn(process, 'cwd').mockReturnValue(folder);

  await import(join(EXAMPLES, file));

  const stacks = join(folder, 'cdktf.out/stacks');
  for (const stack of readdirSync(stacks)) {
    const json = readFileSync(join(stacks, stack, 'cdk.tf.json'), 'utf8');
    expect(json).not.toContain(folder);
    expect(JSON.parse(json)).toMatchSnapshot(stack);
  }
});
