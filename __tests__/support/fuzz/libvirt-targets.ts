import { Duplex } from 'node:stream';
import fc, { type Arbitrary } from 'fast-check';
import { ConnectionLostError, LibvirtError } from '@labcloud/libvirt-client';
import { domainEvents } from '../../../packages/libvirt-client/src/events/domain-events';
import { EventHub } from '../../../packages/libvirt-client/src/events/event-hub';
import { procedures } from '../../../packages/libvirt-client/src/procedures';
import { type Procedure } from '../../../packages/libvirt-client/src/procedures/procedure';
import { streamProcedures } from '../../../packages/libvirt-client/src/streams/procedures';
import { Stream } from '../../../packages/libvirt-client/src/streams/stream';
import { FrameSplitter } from '../../../packages/libvirt-client/src/wire/frame-splitter';
import { Link } from '../../../packages/libvirt-client/src/wire/link';
import { KEEP_ALIVE, messageWriter, QEMU, readHeader, REMOTE, seal } from '../../../packages/libvirt-client/src/wire/message';
import { XdrError, XdrReader } from '../../../packages/libvirt-client/src/xdr/reader';
import { XdrWriter } from '../../../packages/libvirt-client/src/xdr/writer';
import { type FuzzTarget, fuzzTarget, onlyThrows } from './fuzz-target';
import { spoiled } from './mutation';

const all = Object.values(procedures) as unknown as Procedure[];
const WEB = { name: 'web-1', uuid: '6d9b6c39-5a43-4f4c-8a55-0f5f6a3e0d11', id: -1 };
const VOLUME = { pool: 'lab-pool', name: 'web.qcow2', key: '/srv/web.qcow2' };

/** Words, lengths and texts as results are made of. */
const payload: Arbitrary<Buffer> = fc
  .array(
    fc.oneof(
      fc.integer({ min: 0, max: 8 }),
      fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
      fc.string({ maxLength: 20 }),
      fc.constant(WEB.uuid),
    ),
    { maxLength: 30 },
  )
  .map((parts) => {
    const writer = new XdrWriter();
    for (const part of parts) {
      if (typeof part === 'number') writer.int(part);
      else if (part === WEB.uuid) writer.fixedOpaque(Buffer.alloc(16, 7));
      else writer.text(part);
    }
    return Buffer.from(writer.bytes());
  });

const message: Arbitrary<Buffer> = fc
  .record({
    program: fc.constantFrom(REMOTE, REMOTE, REMOTE, QEMU, KEEP_ALIVE),
    procedure: fc.constantFrom(...all.slice(0, 12).map(({ number }) => number), 1, 2, 318, 346, 208, 209),
    type: fc.constantFrom(1, 1, 2, 3, 3, 6, 0, 4, 99),
    serial: fc.integer({ min: 0, max: 8 }),
    status: fc.constantFrom(0, 0, 1, 2, 2, 7),
    body: payload,
  })
  .map(({ body, ...header }) => {
    const writer = messageWriter();
    writer.fixedOpaque(body);
    return Buffer.from(seal(writer.bytes(), header));
  });

/** What a daemon sends that has gone mad, in pieces of any size. */
const talk = fc.tuple(
  fc.array(fc.oneof({ weight: 8, arbitrary: message }, { weight: 2, arbitrary: spoiled(message) }), { minLength: 1, maxLength: 12 }),
  fc.integer({ min: 1, max: 400 }),
);

/** Listens to a mad daemon with calls, an open stream and a subscription; everything must be settled in the end. */
async function listen([messages, size]: [Buffer[], number]): Promise<void> {
  const socket = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
  const hub = new EventHub();
  hub.add(domainEvents.lifecycle, () => undefined);
  const link = new Link(socket, { event: (header, reader) => hub.dispatch(header, reader), lost: () => undefined });
  const calls = [
    link.call(procedures.connectGetHostname, []),
    link.call(procedures.connectListAllDomains, []),
    link.call(procedures.domainGetXMLDesc, [WEB]),
  ];
  const opening = link.open(
    streamProcedures.storageVolDownload as unknown as Procedure,
    [VOLUME, 0, 0, 0],
    (serial) => new Stream(link, streamProcedures.storageVolDownload as unknown as Procedure, serial, true),
  );
  const reading = opening.then(async (stream) => {
    for await (const part of stream) if (!Buffer.isBuffer(part) && part.hole < 0) throw new TypeError('a hole is not negative');
  });
  const outcomes = Promise.allSettled([...calls, reading]);
  const bytes = Buffer.concat(messages);
  for (let start = 0; start < bytes.length && !socket.destroyed; start += size) socket.push(bytes.subarray(start, start + size));
  await new Promise(setImmediate);
  link.destroy('the test is over');
  for (const outcome of await outcomes) {
    if (outcome.status === 'rejected' && !(outcome.reason instanceof LibvirtError || outcome.reason instanceof ConnectionLostError))
      throw outcome.reason as Error;
  }
}

/** What a daemon's bytes are read with. */
export const libvirtTargets: readonly FuzzTarget[] = [
  fuzzTarget(
    'the result of a procedure is read, or refused',
    fc.property(fc.constantFrom(...all), spoiled(payload), (procedure, bytes) => {
      onlyThrows([XdrError], () => {
        const reader = new XdrReader(bytes);
        procedure.result.decode(reader);
        reader.end();
      });
    }),
  ),
  fuzzTarget(
    'frames are cut out, or the stream is refused',
    fc.property(fc.array(spoiled(message), { maxLength: 6 }), (chunks) => {
      const splitter = new FrameSplitter();
      onlyThrows([XdrError], () => chunks.flatMap((chunk) => splitter.push(chunk)).forEach((frame) => readHeader(new XdrReader(frame))));
    }),
  ),
  fuzzTarget('calls, streams and events come to an end, whatever the daemon says', fc.asyncProperty(talk, listen)),
];
