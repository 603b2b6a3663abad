// What a lab does differently in CI is tested by tests that say so; all others see the same wherever they run. Jest itself has looked already.
delete process.env.CI;

const common = {
  transform: {
    '^.+\\.[cm]?[jt]s$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } }],
  },
  // Packages that ship only ES modules, which Jest cannot require as they are.
  transformIgnorePatterns: ['/node_modules/(?!(listr2|fast-check|pure-rand)/)'],
  moduleNameMapper: { '^@labcloud/([^/]+)$': '<rootDir>/packages/$1/src' },
  modulePathIgnorePatterns: ['/dist/', '/cdktf.out/', '/.labcloud/'],
};
module.exports = {
  testSequencer: '<rootDir>/scripts/test-sequencer.cjs',
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/__tests__/e2e/', '<rootDir>/__tests__/soak/'],
    },
    { ...common, displayName: 'e2e', globalSetup: '<rootDir>/__tests__/e2e/setup.ts', testMatch: ['<rootDir>/__tests__/e2e/**/*.test.ts'] },
    {
      ...common,
      displayName: 'guests',
      globalSetup: '<rootDir>/__tests__/e2e/setup.ts',
      testMatch: ['<rootDir>/__tests__/soak/guests/*.test.ts'],
    },
  ],
};
