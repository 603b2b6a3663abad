import { ProviderError } from '../diagnostic';
import { align } from '../lifecycle/align';
import { parseExactJson } from '../values/exact-json';
import { conform } from '../values/conform';
import { encodeValue } from '../values/dynamic-value';
import { clone, isObject, type State, type Value, withoutUnknown } from '../values/value';
import {
  type ImportResourceStateRequest,
  type ImportResourceStateResponse,
  type MoveResourceStateRequest,
  type ReadResourceRequest,
  type ReadResourceResponse,
  type UpgradeResourceStateRequest,
} from '../wire/call-messages';
import { type RawStateMessage } from '../wire/common-messages';
import { type ProviderHandlers } from '../wire/provider-service';
import { type Report, reported } from './report';
import { readPrivate, type Session, writePrivate } from './session';

type StateCalls = 'ReadResource' | 'UpgradeResourceState' | 'ImportResourceState' | 'MoveResourceState';

/** The calls that bring a state up to date or into being. */
export function stateCalls<C>(session: Session<C>): Pick<ProviderHandlers, StateCalls> {
  const { signal: stop } = session.stop;
  return {
    ReadResource: (request, signal) =>
      reported(`Reading ${request.typeName}`, (report) => read(report, session, request, signal), {
        signal: stop,
        otherwise: { newState: request.currentState ?? encodeValue(null), private: request.private ?? new Uint8Array() },
      }),
    UpgradeResourceState: (request) =>
      reported(`Upgrading the state of ${request.typeName}`, () => ({ upgradedState: encodeValue(upgraded(session, request)) })),
    ImportResourceState: (request, signal) =>
      reported(`Importing ${request.typeName}`, () => imported(session, request, signal), { signal: stop }),
    MoveResourceState: (request) =>
      reported(`Moving to ${request.targetTypeName}`, () => ({ targetState: encodeValue(moved(session, request)) })),
  };
}

async function read<C>(
  report: Report,
  session: Session<C>,
  request: ReadResourceRequest,
  signal: AbortSignal,
): Promise<ReadResourceResponse> {
  const resource = session.resource(request.typeName);
  const attributes = report.about(resource.schema.attributes);
  const data = readPrivate(request.private);
  const prior = report.read(request.currentState);
  if (prior === null) return { newState: encodeValue(null) };
  const actual = await resource.read({ ...session.context(signal), state: clone(prior), private: data });
  if (actual === null) return { newState: encodeValue(null) };
  const state = align(attributes, prior, withoutUnknown(conform(actual, attributes)) as State);
  return { newState: encodeValue(state), private: writePrivate(data) };
}

async function imported<C>(
  session: Session<C>,
  { typeName = '', id = '' }: ImportResourceStateRequest,
  signal: AbortSignal,
): Promise<ImportResourceStateResponse> {
  const resource = session.resource(typeName);
  if (resource.import === undefined) throw new ProviderError('Import is not supported', `"${typeName}" cannot be imported.`);
  const data = {};
  const state = conform(await resource.import(id, { ...session.context(signal), private: data }), resource.schema.attributes);
  return { importedResources: [{ typeName, state: encodeValue(withoutUnknown(state) as State), private: writePrivate(data) }] };
}

function upgraded<C>(session: Session<C>, { typeName, version = 0, rawState }: UpgradeResourceStateRequest): State {
  const { schema, upgrade } = session.resource(typeName);
  const known = schema.version ?? 0;
  if (version > known) {
    throw new ProviderError(
      'State of a newer provider',
      `The state of ${typeName} has the schema version ${version}, and this provider knows ${known}: use the newer provider that wrote it.`,
    );
  }
  const stored = storedState(rawState);
  return withoutUnknown(conform(version < known && upgrade ? upgrade(version, stored) : stored, schema.attributes)) as State;
}

function moved<C>(session: Session<C>, request: MoveResourceStateRequest): State {
  const { schema, move } = session.resource(request.targetTypeName);
  const { sourceTypeName: typeName = '', sourceProviderAddress: providerAddress = '', sourceSchemaVersion: version = 0 } = request;
  const state = move?.({ typeName, providerAddress, version, state: storedState(request.sourceState) });
  if (state === undefined) {
    throw new ProviderError('Move is not supported', `"${request.targetTypeName}" cannot take over "${typeName}" of ${providerAddress}.`);
  }
  return withoutUnknown(conform(state, schema.attributes)) as State;
}

function storedState(raw: RawStateMessage | undefined): State {
  if (!raw?.json?.length) throw new ProviderError('Unreadable state', 'The stored state is not JSON: it is from a Terraform before 0.12.');
  const state = parseExactJson(Buffer.from(raw.json).toString('utf8')) as Value;
  if (!isObject(state)) throw new ProviderError('Unreadable state', 'The stored state is not an object.');
  return state;
}
