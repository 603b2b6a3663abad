import { settle } from '../lifecycle/settle';
import { conform } from '../values/conform';
import { decodeValue, encodeValue } from '../values/dynamic-value';
import { propose } from '../lifecycle/propose';
import { type ProviderHandlers } from '../wire/provider-service';
import { guarded } from './diagnostics';
import { type Session } from './session';

/** The call that looks something up. */
export function dataCalls<C>(session: Session<C>): Pick<ProviderHandlers, 'ReadDataSource'> {
  return {
    ReadDataSource: ({ typeName, config: message }, signal) =>
      guarded(
        `Reading ${typeName}`,
        async () => {
          const { schema, read } = session.dataSource(typeName);
          const { attributes } = schema;
          const config = decodeValue(message, attributes, true) ?? {};
          const found = await read({ ...session.context(signal), config });
          return { state: encodeValue(settle(attributes, propose(attributes, null, config), conform(found, attributes))) };
        },
        { signal: session.stop.signal, attributes: () => session.dataSource(typeName).schema.attributes },
      ),
  };
}
