import { Session } from '../../../../packages/terraform-plugin/src/calls/session';
import { provider } from '../fixtures/contract';

/** A call that ends when its signal is aborted, with the reason. */
function untilAborted(signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    const end = (): void => resolve((signal.reason as Error).message);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end);
  });
}

test('what runs is aborted when everything stops, and is answered before the session is idle', async () => {
  const session = new Session(provider);
  const calls = [session.track(new AbortController(), untilAborted), session.track(new AbortController(), untilAborted)];
  expect(session.idle).toBe(false);
  session.stop.abort(new Error('Terraform was interrupted'));
  await expect(Promise.all(calls)).resolves.toEqual(['Terraform was interrupted', 'Terraform was interrupted']);
  expect(session.idle).toBe(true);
});

test('a call that comes after everything has stopped is aborted at once', async () => {
  const session = new Session(provider);
  session.stop.abort(new Error('Terraform was interrupted'));
  await expect(session.track(new AbortController(), untilAborted)).resolves.toBe('Terraform was interrupted');
});

test('a call that is given up is aborted alone', async () => {
  const session = new Session(provider);
  const [one, other] = [new AbortController(), new AbortController()];
  const given = session.track(one, untilAborted);
  const going = session.track(other, untilAborted);
  one.abort(new Error('Terraform gave up the call'));
  await expect(given).resolves.toBe('Terraform gave up the call');
  expect(other.signal.aborted).toBe(false);
  other.abort(new Error('the end'));
  await going;
});

test('a call that throws before it waits is a call that fails', async () => {
  const session = new Session(provider);
  const thrown = session.track(new AbortController(), () => {
    throw new Error('at once');
  });
  await expect(thrown).rejects.toThrow('at once');
  expect(session.idle).toBe(true);
});
