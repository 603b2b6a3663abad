const { default: TestSequencer } = require('@jest/test-sequencer');

// Each takes a minute or more, most of them for guests that boot: begun last, they would run on alone.
const LONGEST = [
  'lab/readme',
  'data/backup',
  'lab/machine-group',
  'networks/security-groups',
  'lab/containers',
  'provider/network-restart',
  'provider/domain-live',
  'project/own-project',
  'networks/port-forwards',
  'examples/applied',
].map((name) => `/e2e/${name}.test.ts`);

/** Jest's own order, by the time that was needed before or by size, but first the tests that are known to be the longest, and unit tests last. */
module.exports = class extends TestSequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const index = LONGEST.findIndex((name) => path.endsWith(name));
      return index === -1 ? LONGEST.length + (path.includes('/e2e/') ? 0 : 1) : index;
    };
    return super.sort(tests).sort((one, other) => rank(one) - rank(other));
  }
};
