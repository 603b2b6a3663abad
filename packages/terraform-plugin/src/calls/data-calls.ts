import { propose } from '../lifecycle/propose';
import { settle } from '../lifecycle/settle';
import { conform } from '../values/conform';
import { encodeValue } from '../values/dynamic-value';
import { type ProviderHandlers } from '../wire/provider-service';
import { reported } from './report';
import { type Session } from './session';

/** The call that looks something up. */
export function dataCalls<C>(session: Session<C>): Pick<ProviderHandlers, 'ReadDataSource'> {
  return {
    ReadDataSource: (request, signal) =>
      reported(
        `Reading ${request.typeName}`,
        async (report) => {
          const dataSource = session.dataSource(request.typeName);
          const attributes = report.about(dataSource.schema.attributes);
          const config = report.read(request.config, true) ?? {};
          const found = await dataSource.read({ ...session.context(signal), config });
          return { state: encodeValue(settle(attributes, propose(attributes, null, config), conform(found, attributes))) };
        },
        { signal: session.stop.signal },
      ),
  };
}
