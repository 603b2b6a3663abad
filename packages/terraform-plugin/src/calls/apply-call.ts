import { align } from '../lifecycle/align';
import { settle } from '../lifecycle/settle';
import { type CreateContext, type PrivateData, type Resource } from '../provider';
import { log } from '../server/log';
import { conform } from '../values/conform';
import { encodeValue } from '../values/dynamic-value';
import { clone, member, type State, withoutUnknown } from '../values/value';
import { type ApplyResourceChangeRequest, type ApplyResourceChangeResponse } from '../wire/call-messages';
import { type ProviderHandlers } from '../wire/provider-service';
import { type Report, reported } from './report';
import { readPrivate, type Session, writePrivate } from './session';

/** The call that creates, updates or deletes one resource. */
export function applyCall<C>(session: Session<C>): Pick<ProviderHandlers, 'ApplyResourceChange'> {
  return {
    ApplyResourceChange: (request, signal) =>
      reported(`Applying ${request.typeName}`, (report) => apply(report, session, request, signal), {
        signal: session.stop.signal,
        otherwise: { newState: request.priorState ?? encodeValue(null), private: request.plannedPrivate ?? new Uint8Array() },
      }),
  };
}

async function apply<C>(
  report: Report,
  session: Session<C>,
  request: ApplyResourceChangeRequest,
  signal: AbortSignal,
): Promise<ApplyResourceChangeResponse> {
  const { typeName = '' } = request;
  const resource = session.resource(typeName);
  report.about(resource.schema.attributes);
  const context = { ...session.context(signal), private: readPrivate(request.plannedPrivate) };
  const prior = report.read(request.priorState);
  const planned = report.read(request.plannedState);
  const config = report.read(request.config, true) ?? {};
  if (planned === null) {
    report.attempts(`Deleting ${typeName}`);
    if (prior !== null) await resource.delete({ ...context, state: prior });
    return { newState: encodeValue(null) };
  }
  const change = new Change(resource, typeName, prior, planned);
  try {
    const keep = (partial: State): void => change.keep(partial);
    const verb: CreateContext<C> = { ...context, planned: clone(planned), config, keep };
    const result = await (prior === null ? resource.create(verb) : resource.update({ ...verb, prior: clone(prior) }));
    return change.answer(change.finished(result), context.private);
  } catch (error) {
    report.attempts(`${prior === null ? 'Creating' : 'Updating'} ${typeName}`);
    return { ...change.answer(change.unfinished(), context.private), diagnostics: [report.failure(error, context.signal)] };
  }
}

/** One create or update: what was planned and what has come into being so far. */
class Change<C> {
  private kept: State | undefined;

  constructor(
    private readonly resource: Resource<C>,
    private readonly typeName: string,
    private readonly prior: State | null,
    private readonly planned: State,
  ) {}

  keep(partial: State): void {
    this.kept = { ...this.kept, ...partial };
  }

  /** The state after success. What the verb returned counts as kept: if it does not fit the schema, the object is still not lost. */
  finished(result: State): State {
    this.keep(result);
    const { attributes } = this.resource.schema;
    const actual = align(attributes, withoutUnknown(this.planned) as State, conform(result, attributes));
    return settle(attributes, this.planned, actual, (attribute) =>
      log('warn', 'a verb returned another value than planned; the plan is stored', { type: this.typeName, attribute }),
    );
  }

  /** The state after a failure: null if nothing has come into being, which Terraform does not store. */
  unfinished(): State | null {
    if (this.kept === undefined) return this.prior;
    return withoutUnknown(this.lenient({ ...(this.prior ?? this.planned), ...this.kept })) as State;
  }

  answer(state: State | null, data: PrivateData): ApplyResourceChangeResponse {
    const { attributes } = this.resource.schema;
    return { newState: encodeValue(state && conform(state, attributes)), private: writePrivate(data) };
  }

  /** Conforms attribute by attribute, so that one that does not fit costs only itself. */
  private lenient(state: State): State {
    const conformed: State = {};
    for (const [name, attribute] of Object.entries(this.resource.schema.attributes)) {
      conformed[name] = fitting(() => conform({ [name]: member(state, name) }, { [name]: attribute })[name] ?? null);
    }
    return conformed;
  }
}

function fitting<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
