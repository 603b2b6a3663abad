import fc, { type Arbitrary } from 'fast-check';
import { providerHandlers } from '../../../packages/terraform-plugin/src/calls/handlers';
import { Session } from '../../../packages/terraform-plugin/src/calls/session';
import { ProviderError } from '../../../packages/terraform-plugin/src/diagnostic';
import { decodeValue, encodeValue } from '../../../packages/terraform-plugin/src/values/dynamic-value';
import { parseExactJson } from '../../../packages/terraform-plugin/src/values/exact-json';
import { conform } from '../../../packages/terraform-plugin/src/values/conform';
import { UNKNOWN } from '../../../packages/terraform-plugin/src/values/value';
import { type DiagnosticMessage } from '../../../packages/terraform-plugin/src/wire/common-messages';
import { PROVIDER_METHODS } from '../../../packages/terraform-plugin/src/wire/provider-service';
import { provider } from '../../../packages/terraform-provider-libvirt/src/provider';
import { attributes, objectOf } from '../../packages/terraform-plugin/fixtures/arbitraries';
import { type FuzzTarget, fuzzTarget, onlyThrows } from './fuzz-target';
import { spoiled } from './mutation';

interface Method {
  readonly request: { encode(message: object): Buffer; decode(bytes: Uint8Array): object };
  readonly response: { encode(message: object): Buffer };
}
type Handler = (request: object, signal: AbortSignal) => object | Promise<object>;

/** An error that no verb has thrown on purpose. */
const CRASH =
  /(?:of|reading|from) undefined|is not (?:a function|iterable)|Cannot (?:read|convert|mix|set|destructure)|stack size|Invalid (?:array|string|count)|must be of type/;
const NOWHERE = 'qemu:///system?socket=/nonexistent/fuzz.sock';
const types = Object.keys(provider.resources);

/** A value for a type of resource: what its schema allows, with parts that are not known unless it is a state. */
function valueFor(type: string, kind: 'state' | 'plan' | 'configuration'): Arbitrary<Buffer> {
  const { attributes: schema } = (provider.resources[type] ?? provider.resources['libvirt_pool'] ?? { schema: { attributes: {} } }).schema;
  return objectOf(schema, kind === 'state' ? [null] : [null, null, null, UNKNOWN], kind !== 'configuration').map((value) =>
    Buffer.from(encodeValue(conform(value, schema, true)).msgpack ?? []),
  );
}

/** The calls that plan and convert; those that do something are made for what is found on the daemon alone, which is not there. */
const PURE = ['PlanResourceChange', 'ValidateResourceConfig', 'UpgradeResourceState'];
const DOING = ['ReadResource', 'ApplyResourceChange', 'ImportResourceState'];
const remoteTypes = types.filter((type) => type !== 'libvirt_cloudinit_disk');

const request: Arbitrary<{ name: string; message: object }> = fc
  .tuple(
    fc.oneof(
      fc.tuple(fc.constantFrom(...PURE), fc.constantFrom(...types)),
      fc.tuple(fc.constantFrom(...DOING), fc.constantFrom(...remoteTypes)),
    ),
    fc.integer({ min: 0, max: 3 }),
  )
  .chain(([[name, type], harm]) => {
    const value = (kind: 'state' | 'plan' | 'configuration'): Arbitrary<object | undefined> =>
      fc.option(
        (harm === 0 ? spoiled(valueFor(type, kind)) : valueFor(type, kind)).map((msgpack) => ({ msgpack })),
        { nil: undefined, freq: 6 },
      );
    const json = fc.oneof(
      spoiled(fc.jsonValue().map((one) => Buffer.from(JSON.stringify(one)))),
      spoiled(fc.constant(Buffer.from('{"name":"a","memory":12345678901234567890,"devices":{"disks":[{"target":{"dev":"vda"}}]}}'))),
    );
    return fc
      .record({
        typeName: fc.constant(type),
        priorState: value('state'),
        currentState: value('state'),
        plannedState: value('plan'),
        proposedNewState: value('plan'),
        config: value('configuration'),
        priorPrivate: spoiled(fc.constant(Buffer.from('{"a":"b"}'))),
        rawState: json.map((one) => ({ json: one })),
        version: fc.integer({ min: 0, max: 3 }),
        id: fc.string(),
      })
      .map((message) => ({ name, message }));
  });

async function answer(name: string, message: object): Promise<void> {
  const session = new Session(provider);
  session.configured(await provider.configure({ uri: NOWHERE }));
  const method = PROVIDER_METHODS[name as keyof typeof PROVIDER_METHODS] as unknown as Method;
  const handler = providerHandlers(session)[name as keyof typeof PROVIDER_METHODS] as Handler;
  const response = (await handler(message, new AbortController().signal)) as { diagnostics?: DiagnosticMessage[] };
  method.response.encode(response);
  const crash = response.diagnostics?.find(({ severity, detail = '' }) => severity === 1 && CRASH.test(detail));
  if (crash) throw new Error(`${crash.summary ?? ''}: ${crash.detail ?? ''}`);
  await session.close();
}

/** What Terraform's requests are read and answered with. */
export const pluginTargets: readonly FuzzTarget[] = [
  fuzzTarget(
    'a value in msgpack is read, or refused',
    fc.property(
      attributes().chain((all) => {
        const good = objectOf(all, [null, UNKNOWN], true).map((value) => Buffer.from(encodeValue(conform(value, all, true)).msgpack ?? []));
        return fc.tuple(fc.constant(all), spoiled(good));
      }),
      ([all, msgpack]) => void onlyThrows([ProviderError], () => encodeValue(decodeValue({ msgpack }, all))),
    ),
  ),
  fuzzTarget(
    'a state in JSON is read, or refused',
    fc.property(
      spoiled(fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value)))),
      (bytes) => void onlyThrows([ProviderError], () => parseExactJson(bytes.toString('utf8'))),
    ),
  ),
  fuzzTarget(
    'a request is decoded, or refused',
    fc.property(
      fc.constantFrom(...Object.values(PROVIDER_METHODS).map((method) => (method as unknown as Method).request)),
      request.chain(({ name, message }) => {
        const { request: table } = PROVIDER_METHODS[name as keyof typeof PROVIDER_METHODS] as unknown as Method;
        return spoiled(fc.constant(table.encode(message)));
      }),
      (table, bytes) => void onlyThrows([Error], () => table.decode(bytes)),
    ),
  ),
  fuzzTarget(
    'a request is answered, with what it asks for or with an error that was foreseen',
    fc.asyncProperty(request, ({ name, message }) => answer(name, message)),
  ),
];
