import { Duplex } from 'node:stream';
import { Outbox } from '../../../../packages/libvirt-client/src/wire/outbox';

/** A socket that notes what each system call would carry. */
function noting(): { socket: Duplex; written: string[] } {
  const written: string[] = [];
  const socket = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _encoding, done) => {
      written.push(chunk.toString());
      done();
    },
    writev: (chunks, done) => {
      written.push(chunks.map(({ chunk }) => String(chunk)).join(''));
      done();
    },
  });
  return { socket, written };
}

test('messages of one turn of the event loop leave as one, those of the next turn as another', async () => {
  const { socket, written } = noting();
  const outbox = new Outbox(socket, () => undefined);
  outbox.send(Buffer.from('a'), Buffer.from('b'));
  outbox.send(Buffer.from('c'));
  expect(written).toEqual([]);
  await new Promise(setImmediate);
  outbox.send(Buffer.from('d'));
  await new Promise(setImmediate);
  expect(written).toEqual(['abc', 'd']);
});

test('who sends more than fits waits until it has left', async () => {
  const { socket, written } = noting();
  const taken: number[] = [];
  const outbox = new Outbox(socket, (bytes) => taken.push(bytes));
  const large = Buffer.alloc(5 * 1024 * 1024, 'x');
  outbox.send(large);
  await outbox.ready();
  expect(written).toHaveLength(1);
  expect(taken).toEqual([large.length]);
});
