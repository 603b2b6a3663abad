import { type Diagnostic } from '../diagnostic';
import { admit } from '../lifecycle/admit';
import { existingPath } from '../lifecycle/paths';
import { propose } from '../lifecycle/propose';
import { type PrivateData, type Resource } from '../provider';
import { isSame } from '../values/canonical';
import { conform } from '../values/conform';
import { encodeValue } from '../values/dynamic-value';
import { clone, type Path, type State } from '../values/value';
import { type PlanResourceChangeRequest, type PlanResourceChangeResponse } from '../wire/call-messages';
import { type ProviderHandlers } from '../wire/provider-service';
import { type Report, reported } from './report';
import { readPrivate, type Session } from './session';

/** What is planned for one resource. */
interface Plan {
  planned: State;
  replace: Path[];
  warnings: Diagnostic[];
}

/** The call that plans one change. Without I/O, so it needs no client. */
export function planCall<C>(session: Session<C>): Pick<ProviderHandlers, 'PlanResourceChange'> {
  return {
    PlanResourceChange: (request) =>
      reported(`Planning ${request.typeName}`, (report) => answer(report, session.resource(request.typeName), request)),
  };
}

function answer<C>(report: Report, resource: Resource<C>, request: PlanResourceChangeRequest): PlanResourceChangeResponse {
  const attributes = report.about(resource.schema.attributes);
  const plannedPrivate = request.priorPrivate ?? new Uint8Array();
  const config = report.read(request.config, true);
  const prior = report.read(request.priorState);
  if (config === null) {
    const warnings = (prior !== null && resource.planDestroy?.({ prior, private: readPrivate(request.priorPrivate) })) || [];
    return { plannedState: encodeValue(null), plannedPrivate, diagnostics: warnings.map((warning) => report.message(warning)) };
  }
  const { planned, replace, warnings } = plan(resource, prior, config, readPrivate(request.priorPrivate));
  const paths = prior === null ? [] : replace.map((path) => existingPath(attributes, path, [prior, planned]));
  return {
    plannedState: encodeValue(planned),
    requiresReplace: paths.filter((path) => path !== undefined),
    plannedPrivate,
    diagnostics: warnings.map((warning) => report.message(warning)),
  };
}

function plan<C>(resource: Resource<C>, prior: State | null, config: State, data: PrivateData): Plan {
  const { attributes } = resource.schema;
  const unchanged = conform(propose(attributes, prior, config), attributes);
  const changing = prior !== null && !isSame(unchanged, prior);
  const proposed = changing ? conform(propose(attributes, prior, config, true), attributes) : unchanged;
  if (resource.plan === undefined) return { planned: proposed, replace: [], warnings: [] };
  const context = { prior: clone(prior), proposed: clone(proposed), config: clone(config), private: data };
  const { planned, replace = [], warnings = [] } = resource.plan(context);
  if (planned === undefined) return { planned: proposed, replace, warnings };
  const admitted = admit(attributes, proposed, conform(planned, attributes), prior, config);
  return { planned: conform(admitted, attributes), replace, warnings };
}
