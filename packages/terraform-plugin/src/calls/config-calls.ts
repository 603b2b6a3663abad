import { type Diagnostic } from '../diagnostic';
import { validateConfig } from '../lifecycle/validate';
import { type Attributes, type Schema } from '../schema';
import { member, type State } from '../values/value';
import { type ConfigRequest } from '../wire/call-messages';
import { type DiagnosticsResponse } from '../wire/common-messages';
import { type ProviderHandlers } from '../wire/provider-service';
import { reported } from './report';
import { type Session } from './session';

type ConfigCalls = 'ValidateProviderConfig' | 'ConfigureProvider' | 'ValidateResourceConfig' | 'ValidateDataResourceConfig';

/** What has a configuration that can be checked. */
interface Configured {
  schema: Schema;
  validate?(config: State): Diagnostic[];
}

/** The calls that check configurations, and the one that takes the provider's. */
export function configCalls<C>(session: Session<C>): Pick<ProviderHandlers, ConfigCalls> {
  const { provider } = session;
  return {
    ValidateProviderConfig: (request) => validated(request, true, () => provider),
    ValidateResourceConfig: (request) =>
      validated(request, request.clientCapabilities?.writeOnlyAttributesAllowed === true, () => session.resource(request.typeName)),
    ValidateDataResourceConfig: (request) => validated(request, false, () => session.dataSource(request.typeName)),
    ConfigureProvider: (request) =>
      reported('Configuration of the provider', async (report) => {
        const attributes = report.about(provider.schema.attributes);
        session.configured(await provider.configure(withDefaults(attributes, report.read(request.config, true) ?? {})));
        return {};
      }),
  };
}

function validated(request: ConfigRequest, writeOnlyAllowed: boolean, target: () => Configured): Promise<DiagnosticsResponse> {
  return reported('Validation', (report) => {
    const configured = target();
    const attributes = report.about(configured.schema.attributes);
    const config = report.read(request.config, true) ?? {};
    const found = [...validateConfig(attributes, config, writeOnlyAllowed), ...(configured.validate?.(config) ?? [])];
    return { diagnostics: found.map((diagnostic) => report.message(diagnostic)) };
  });
}

/** A configuration of which the provider keeps no plan: defaults stand in for what is not set. */
function withDefaults(attributes: Attributes, config: State): State {
  const complete = { ...config };
  for (const [name, attribute] of Object.entries(attributes)) complete[name] = member(config, name) ?? attribute.default ?? null;
  return complete;
}
