import { ErrorCode, LibvirtError } from '@labcloud/libvirt-client';
import { type Guest, whileFrozen } from '../../../../packages/cli/src/lab/frozen';
import { domain } from '../../../../packages/libvirt-client/src/handles';
import { procedures } from '../../../../packages/libvirt-client/src/procedures';
import type { Script } from '../../libvirt-client/support/daemon';
import { useDaemon, WEB } from '../../libvirt-client/support/use-daemon';

const { on, open } = useDaemon();
const DB = { ...WEB, name: 'db-1', uuid: '7d9b6c39-5a43-4f4c-8a55-0f5f6a3e0d12' };
let steps: string[];

beforeEach(() => {
  steps = [];
});

/** Notes what guests are asked; those of these names refuse. */
function answer(verb: 'domainFSFreeze' | 'domainFSThaw', refusing: Record<string, LibvirtError> = {}): void {
  const act: Script = (header, payload, client) => {
    const { name } = domain.decode(payload);
    steps.push(`${verb === 'domainFSFreeze' ? 'freeze' : 'thaw'} ${name}`);
    const refusal = refusing[name];
    return refusal ? client.refuse(header, refusal) : client.reply(header, (writer) => writer.int(1));
  };
  on(procedures[verb].number, act);
}

async function guests(): Promise<Guest[]> {
  const connection = await open();
  return [WEB, DB].map((each) => ({ connection, domain: each }));
}

const refusal = (code: number, message: string) => new LibvirtError(code, message, 10, 2);
const work = async (): Promise<string> => {
  steps.push('work');
  return 'done';
};

describe('while guests are frozen', () => {
  test('something is done, and they are thawed', async () => {
    answer('domainFSFreeze');
    answer('domainFSThaw');

    await expect(whileFrozen(await guests(), work)).resolves.toEqual({ result: 'done', refusals: new Map() });

    expect(steps).toEqual(['freeze web-1', 'freeze db-1', 'work', 'thaw web-1', 'thaw db-1']);
  });

  test('a failure thaws them all the same', async () => {
    answer('domainFSFreeze');
    answer('domainFSThaw');

    await expect(whileFrozen(await guests(), () => Promise.reject(new Error('no space')))).rejects.toThrow('no space');

    expect(steps.slice(2)).toEqual(['thaw web-1', 'thaw db-1']);
  });

  test.each([
    [ErrorCode.AGENT_UNRESPONSIVE, 'not connected', 'it has no agent that answers'],
    [ErrorCode.ARGUMENT_UNSUPPORTED, 'not configured', 'it has no agent that answers'],
    [ErrorCode.INTERNAL_ERROR, 'cannot freeze /mnt', 'cannot freeze /mnt'],
  ])('one that cannot be (%s) goes on, and is told apart', async (code, message, reason) => {
    answer('domainFSFreeze', { 'web-1': refusal(code, message) });
    answer('domainFSThaw');

    await expect(whileFrozen(await guests(), work)).resolves.toEqual({ result: 'done', refusals: new Map([[WEB.uuid, reason]]) });

    // What a freeze that failed may have frozen is thawed before the work.
    expect(steps.filter((step) => step === 'thaw web-1')).toHaveLength(1);
    expect(steps.indexOf('thaw web-1')).toBeLessThan(steps.indexOf('work'));
    expect(steps.at(-1)).toBe('thaw db-1');
  });

  test('one that cannot be thawed is asked again, and then named', async () => {
    answer('domainFSFreeze');
    answer('domainFSThaw', { 'web-1': refusal(ErrorCode.AGENT_UNRESPONSIVE, 'busy') });

    await expect(whileFrozen(await guests(), work)).rejects.toThrow('The file systems of web-1 are still frozen.\n  virsh domfsthaw web-1');

    expect(steps.filter((step) => step.startsWith('thaw'))).toEqual(['thaw web-1', 'thaw db-1', 'thaw web-1']);
  });
});
