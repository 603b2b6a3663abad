import { ProviderError } from '@labcloud/terraform-plugin';
import { DomainXMLFlags } from '@labcloud/libvirt-client';
import { type Change, changesOf, changesOfViews, domainTable, type Item, readMachine, viewOf, type Views, wishOf } from '../tables';
import { define, definitionOf } from './domain-define';
import { changeLive } from './domain-live';
import { NewAddresses } from './new-addresses';
import { isPaused, pause, resume, start, stopForUpdate, type Target } from './domain-power';

/** What says how Terraform acts, not what the machine is. */
const SETTINGS = new Set(['running', 'power', 'autostart', 'update', 'destroy']);

/** A machine on its way from `prior`, of which `views` say what libvirt knows twice, to `planned`. */
interface Passage {
  prior: Item;
  planned: Item;
  views: Views;
  changes: readonly Change[];
  /** Hears how far a change that fails has come. */
  reached: (now: Item) => void;
}

function touchesDefinition({ changes }: Passage): boolean {
  return changes.some(({ path }) => !SETTINGS.has(String(path[0])));
}

/** Stops the machine, changes its definition, and starts it where it shall run. Whatever fails, it runs again as before if it ran. */
async function changeStopped(target: Target, passage: Passage): Promise<void> {
  const { connection, domain } = target;
  const wish = wishOf(passage.planned);
  const wanted = wish !== 'stopped';
  const { prior, planned, views } = passage;
  const paused = await isPaused(target);
  const old = await definitionOf(target);
  await stopForUpdate(target, planned);
  try {
    if (touchesDefinition(passage)) await define(target, viewOf(prior, views.defined), planned, false);
    if (wanted) await start(connection, domain, wish === 'paused');
  } catch (error) {
    if (!wanted) throw error;
    await connection.domainDefineXMLFlags(old);
    await start(connection, domain, paused);
    if (!(error instanceof ProviderError)) throw error;
    throw new ProviderError(error.summary, `${error.detail.replace(/\.?$/, '.')} It runs again as it was before.`, error.path);
  }
}

async function changeRunning(target: Target, passage: Passage): Promise<void> {
  const { prior, views, changes } = passage;
  const addresses = new NewAddresses();
  const planned = addresses.give(prior, passage.planned);
  const defined = viewOf(prior, views.defined);
  let reached = prior;
  try {
    await changeLive(target, { prior, before: viewOf(prior, views.active), planned, changes }, (now) => (reached = now));
  } catch (error) {
    passage.reached(addresses.take(reached));
    if (reached !== prior) await define(target, defined, reached, true);
    throw error;
  }
  if (touchesDefinition(passage)) await define(target, defined, planned, true);
}

/** The passage of a machine that was resumed as it was saved, maybe long ago: it is not known to run as it is defined. */
async function sinceSaved({ connection, domain }: Target, passage: Passage): Promise<Passage> {
  const { prior, planned, views } = passage;
  const active = readMachine(domainTable, await connection.domainGetXMLDesc(domain, DomainXMLFlags.MIGRATABLE), prior);
  // Where the balloon stands is the guest's affair unless it is asked to move.
  const found = changesOf(domainTable, active, planned, { running: true }).filter(({ name }) => name !== 'current_memory');
  const missed = found.filter(({ name }) => !passage.changes.some((change) => change.name === name));
  return { ...passage, views: { ...views, active }, changes: [...passage.changes, ...missed] };
}

/**
 * Brings a machine that exists from `prior` to `planned`: while it runs where that is possible, else by a restart.
 * When it must restart and does not shut down, nothing has changed; when a step fails while it runs, its definition says what it has become.
 */
export async function bring(target: Target, { prior, planned, views, reached }: Omit<Passage, 'changes'>): Promise<void> {
  const { connection, domain } = target;
  const wish = wishOf(planned);
  const wanted = wish !== 'stopped';
  const active = await connection.domainIsActive(domain);
  // A guest that stands still cannot help with any change.
  if (active && wish !== 'paused') await resume(target);
  // What was saved is resumed before anything changes: it would come back as it was saved, whatever its definition says by then.
  const resumes = !active && wanted && (await connection.domainHasManagedSaveImage(domain));
  if (resumes) await start(connection, domain);
  const running = active || resumes;
  const changes = changesOfViews(domainTable, prior, planned, { running }, views);
  const asked = { prior, planned, views, changes, reached };
  const passage = resumes ? await sinceSaved(target, asked) : asked;
  const restarts = passage.changes.some(({ effect }) => effect.kind === 'restart');
  if (running && (restarts || !wanted)) await changeStopped(target, passage);
  else if (running) await changeRunning(target, passage);
  else if (touchesDefinition(passage)) await define(target, viewOf(prior, views.defined), planned, false);
  if (typeof planned['autostart'] === 'boolean' || prior['autostart'] === true)
    await connection.domainSetAutostart(domain, planned['autostart'] === true);
  if (wanted && !running) await start(connection, domain, wish === 'paused');
  else if (wish === 'paused') await pause(target);
}
