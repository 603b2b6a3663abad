import { Connection } from '@labcloud/libvirt-client';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogues } from './effects/catalogue';
import { domainCatalogue } from './effects/catalogue/domain';
import { Events } from './effects/events';
import { Fixtures, PREFIX } from './effects/fixtures';
import { type Noun } from './effects/noun';
import { DomainNoun } from './effects/nouns/domain';
import { NetworkNoun } from './effects/nouns/network';
import { NwfilterNoun } from './effects/nouns/nwfilter';
import { SecretNoun } from './effects/nouns/secret';
import { PoolNoun, SeedNoun, VolumeNoun } from './effects/nouns/storage';
import { liesOf, tableOf, unreadOf } from './effects/report';
import { Subject } from './effects/subject';
import { sweep } from './effects/sweep';
import { Terraform } from './effects/terraform';
import { Walk } from './effects/walk';
import { soakOptions } from './support/soak-options';

/** Things that Terraform makes at once. */
const BATCH = 40;

function nounsOf(connection: Connection, fixtures: Fixtures): Noun[] {
  return [
    new DomainNoun(connection),
    new NetworkNoun(connection, fixtures, domainCatalogue.base),
    new NwfilterNoun(connection),
    new PoolNoun(connection),
    new VolumeNoun(connection),
    new SeedNoun(connection),
    new SecretNoun(connection),
  ];
}

/** All trials, or those whose attribute LABCLOUD_SOAK_ONLY matches: `libvirt_domain devices.disks`. */
function subjectsOf(connection: Connection, fixtures: Fixtures, trials: number): Subject[] {
  const only = new RegExp(process.env['LABCLOUD_SOAK_ONLY'] ?? '');
  const nouns = nounsOf(connection, fixtures);
  return catalogues
    .flatMap(([table, catalogue]) =>
      catalogue.trials.map((trial, index) => ({ noun: nouns.find((noun) => noun.table === table), base: catalogue.base, trial, index })),
    )
    .filter(({ noun, trial }) => only.test(`${noun?.table.name ?? ''} ${trial.path}`))
    .slice(0, trials)
    .flatMap(({ noun, base, trial, index }) => (noun === undefined ? [] : Subject.of(noun, base, trial, index, fixtures)));
}

async function walk(connection: Connection, folder: string, trials: number, signal: AbortSignal): Promise<Subject[]> {
  const fixtures = new Fixtures(connection, folder);
  try {
    await fixtures.make();
    const events = await Events.listen(connection);
    const subjects = subjectsOf(connection, fixtures, trials);
    for (let start = 0; start < subjects.length; start += BATCH) {
      const batch = subjects.slice(start, start + BATCH);
      const began = Date.now();
      const directory = join(folder, `batch${String(start / BATCH)}`);
      mkdirSync(directory);
      const terraform = new Terraform(directory);
      await terraform.init();
      await new Walk(terraform, events, batch, signal).run();
      terraform.configure([]);
      for (const error of (await terraform.apply()).errors) console.log(`removing: ${error.summary}: ${error.detail}`);
      console.log(`${String(start + batch.length)} of ${String(subjects.length)} (${((Date.now() - began) / 1000).toFixed(0)} s)`);
      liesOf(batch).forEach((lie) => console.log(`  ! ${lie}`));
    }
    return subjects;
  } finally {
    await sweep(connection);
    fixtures.remove();
  }
}

function report(subjects: readonly Subject[]): boolean {
  const lies = liesOf(subjects);
  const untried = catalogues.flatMap(([table, { untried: reasons }]) =>
    Object.entries(reasons).map(([leaf, reason]) => `${table.name} ${leaf}: ${reason}`),
  );
  console.log(`\n${tableOf(subjects)}`);
  console.log(`\nNot tried (${String(untried.length)}):\n${untried.map((line) => `  ${line}`).join('\n')}`);
  console.log(
    `\nNot read back by an import by name or UUID:\n${unreadOf(subjects)
      .map((line) => `  ${line}`)
      .join('\n')}`,
  );
  const walked = new Set(subjects.map(({ noun, leaf }) => `${noun.table.name} ${leaf}`)).size;
  console.log(
    `\n${String(walked)} attributes walked on ${String(subjects.length)} things, ${String(untried.length)} not tried, ${String(lies.length)} lies`,
  );
  lies.forEach((lie) => console.log(`  ! ${lie}`));
  return lies.length === 0;
}

async function main(): Promise<boolean> {
  const { trials } = soakOptions(1000);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort(new Error(`ended by ${signal}`)));
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  // QEMU runs as another user.
  chmodSync(folder, 0o755);
  const connection = await Connection.open('qemu:///system');
  try {
    await sweep(connection);
    return report(await walk(connection, folder, trials, stop.signal));
  } finally {
    await connection.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

main().then(
  (truthful) => process.exit(truthful ? 0 : 1),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
