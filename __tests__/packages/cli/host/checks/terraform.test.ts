import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { terraform } from '../../../../../packages/cli/src/host/checks/terraform';
import { useTempDir } from '../../../../support/temp-dir';
import { checkContext } from '../context';

describe('the check of Terraform', () => {
  const folder = useTempDir('labcloud-host');
  const path = process.env.PATH;
  afterEach(() => {
    process.env.PATH = path;
  });

  function onPath(script?: string): void {
    if (script !== undefined) {
      writeFileSync(join(folder(), 'terraform'), `#!/bin/sh\n${script}\n`);
      chmodSync(join(folder(), 'terraform'), 0o755);
    }
    process.env.PATH = folder();
  }

  test('finds the one on the PATH', async () => {
    await expect(terraform.probe(checkContext(folder()))).resolves.toMatchObject({
      ok: true,
      found: expect.stringMatching(/^Terraform 1\.\d+\.\d+ \(/),
    });
  });

  test.each([
    ['is missing', undefined, 'Terraform is not on the PATH'],
    ['is too old', `echo '{"terraform_version":"1.5.7"}'`, /^Terraform 1\.5\.7 \(.*\/terraform\) is too old$/],
    ['is a pre-release of the oldest', `echo '{"terraform_version":"1.11.0-rc1"}'`, /is too old$/],
    ['is ended before it answers', 'kill -9 $$', /was ended before it said its version, after 30 s at the latest$/],
    ['does not start', `echo 'cannot execute binary file' >&2; exit 126`, /does not say its version: cannot execute binary file$/],
  ])('says so when it %s, and what to install', async (_, script, found) => {
    onPath(script);

    await expect(terraform.probe(checkContext(folder()))).resolves.toMatchObject({
      ok: false,
      found: typeof found === 'string' ? found : expect.stringMatching(found),
      fix: expect.stringContaining('Install Terraform 1.11.0 or newer'),
    });
  });
});
