export type { Asset, AssetSource, ContainerImageAsset, MachineImageAsset } from './asset';
export { assetOsPackages } from './os-packages';
export { type PrepareOptions, prepareAssets } from './prepare-assets';
export { Choices, type DockerProviderChoice } from './source/choices';
export { type ForcedSources } from './source/choose';
