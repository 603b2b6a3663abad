export * from './framework';
export { metadataElements, metadataNamespace, withoutNamespace } from './metadata-codec';
export { dhcpHosts, dnsHosts, networkTable } from './network';
export { domainTable } from './domain';
export { pciAddress } from './domain/hostdevs';
export { poolTable } from './pool';
export { volumeTable } from './volume';
export { cloudinitDiskTable } from './cloudinit-disk';
