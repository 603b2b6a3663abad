import fc from '../support/properties';
import { fuzzTargets } from '../support/fuzz';

// `npm run soak -- fuzz` does the same for longer.
test.each(fuzzTargets.map(({ name, property }) => [name, property] as const))('%s', async (_, property) => {
  await fc.assert(property, { numRuns: 150 });
});
