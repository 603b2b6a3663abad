import { ProviderError } from '../diagnostic';
import { type ProviderHandlers } from '../wire/provider-service';
import { applyCall } from './apply-call';
import { configCalls } from './config-calls';
import { dataCalls } from './data-calls';
import { planCall } from './plan-call';
import { reported } from './report';
import { schemaCalls } from './schema-calls';
import { type Session } from './session';
import { stateCalls } from './state-calls';

/** What answers each call of Terraform. */
export function providerHandlers<C>(session: Session<C>): ProviderHandlers {
  const noEphemeral = ({ typeName = '' }: { typeName?: string }) =>
    reported('The call', () => {
      throw new ProviderError('Unknown ephemeral resource', `This provider has no ephemeral resource "${typeName}".`);
    });
  return {
    ...schemaCalls(session),
    ...configCalls(session),
    ...planCall(session),
    ...applyCall(session),
    ...stateCalls(session),
    ...dataCalls(session),
    ValidateEphemeralResourceConfig: noEphemeral,
    OpenEphemeralResource: noEphemeral,
    RenewEphemeralResource: noEphemeral,
    CloseEphemeralResource: noEphemeral,
    StopProvider: () => {
      session.stop.abort(new Error('Terraform was interrupted'));
      return {};
    },
  };
}
