export * from './framework';
export { metadataElements, metadataNamespace, withoutNamespace } from './metadata-codec';
export { dhcpHosts, dnsHosts, networkTable } from './network';
export { domainTable } from './domain';
export { poolTable } from './pool';
export { volumeTable } from './volume';
export { cloudinitDiskTable } from './cloudinit-disk';
