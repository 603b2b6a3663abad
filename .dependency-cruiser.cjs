// The layers of the house: imports point one way.
const provider = '^packages/(terraform-provider-libvirt|terraform-plugin|libvirt-client|review|cli|testing)/';
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'core-knows-nobody',
      severity: 'error',
      from: { path: '^constructs/core/' },
      to: { path: '^(constructs/(?!core/)|stacks/|main\\.ts)|@cdktf/provider-' },
    },
    {
      name: 'libvirt-and-docker-do-not-meet',
      severity: 'error',
      from: { path: '^constructs/(docker|libvirt)/' },
      to: { path: '^constructs/', pathNot: '^constructs/($1|core)/' },
    },
    { name: 'platform-composes', severity: 'error', from: { path: '^constructs/platform/' }, to: { path: '@cdktf/provider-' } },
    {
      name: 'constructs-do-not-know-stacks',
      severity: 'error',
      from: { path: '^constructs/' },
      to: { path: '^(stacks/|examples/|main\\.ts)' },
    },
    { name: 'stacks-do-not-know-main', severity: 'error', from: { path: '^stacks/' }, to: { path: '^main\\.ts' } },
    {
      name: 'bindings-only-in-constructs',
      severity: 'error',
      from: { pathNot: '^(constructs/|__tests__/|bench/|packages/provider-libvirt/|node_modules/)' },
      to: { path: '@cdktf/provider-|^packages/provider-libvirt/' },
    },
    { name: 'constructs-know-no-package', severity: 'error', from: { path: '^(constructs|stacks|examples)/' }, to: { path: provider } },
    {
      name: 'client-knows-nobody',
      severity: 'error',
      from: { path: '^packages/libvirt-client/' },
      to: { path: '^packages/(?!libvirt-client/)|^(constructs|stacks)/' },
    },
    {
      name: 'plugin-knows-nobody',
      severity: 'error',
      from: { path: '^packages/terraform-plugin/' },
      to: { path: '^packages/(?!terraform-plugin/)|^(constructs|stacks)/' },
    },
    {
      name: 'provider-knows-plugin-and-client',
      severity: 'error',
      from: { path: '^packages/terraform-provider-libvirt/' },
      to: { path: '^packages/(?!terraform-provider-libvirt/|terraform-plugin/|libvirt-client/)|^(constructs|stacks)/' },
    },
    {
      name: 'review-knows-tables',
      severity: 'error',
      from: { path: '^packages/review/' },
      to: { path: '^packages/(?!review/|terraform-provider-libvirt/src/(tables/|index\\.ts$))|^(constructs|stacks)/' },
    },
    {
      name: 'cli-knows-client-tables-and-review',
      severity: 'error',
      from: { path: '^packages/cli/' },
      to: { path: '^packages/(?!cli/|libvirt-client/|review/|terraform-provider-libvirt/src/(tables/|index\\.ts$))|^(constructs|stacks)/' },
    },
    {
      name: 'testing-knows-tables-and-review',
      severity: 'error',
      from: { path: '^packages/testing/' },
      to: { path: '^packages/(?!testing/|review/|terraform-provider-libvirt/src/(tables/|index\\.ts$))|^(constructs|stacks)/' },
    },
    {
      name: 'packages-do-not-share-insides',
      comment: 'A package is imported by its name, which gives its src/index.ts; only the provider tables are shared as such.',
      severity: 'error',
      from: { path: '^packages/([^/]+)/' },
      to: { path: '^packages/([^/]+)/src/(?!index\\.ts$|tables/)', pathNot: '^packages/$1/' },
    },
    {
      name: 'no-undeclared-package',
      severity: 'error',
      from: { path: '^(packages|constructs|stacks)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules|^packages/[^/]+/(dist|lib)/' },
    // A project of its own, which finds labcloud where npm installs it.
    exclude: { path: '(^|/)(dist|lib|cdktf\\.out|\\.labcloud)/|^packages/cli/template/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.mjs', '.cjs', '.json'] },
  },
};
