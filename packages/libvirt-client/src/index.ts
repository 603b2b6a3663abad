export { Connection, type CallOptions, type OpenOptions } from './connection';
export { ErrorCode } from './error-code';
export { ConnectionLostError, LibvirtError } from './errors';
export type * from './events/domain-events';
export { type Listener, type Unsubscribe } from './events/event-kind';
export type * from './events/object-events';
export { type WaitOptions } from './events/wait-for-event';
export * from './flags/domain';
export * from './flags/domain-job';
export * from './flags/network';
export * from './flags/storage';
export type {
  Domain,
  DomainCheckpoint,
  DomainSnapshot,
  Interface,
  Network,
  NodeDevice,
  NWFilter,
  Secret,
  StoragePool,
  StorageVol,
} from './handles';
export { type KeepAliveOptions } from './keep-alive';
export type { DomainStatsRecord, NodeInfo } from './procedures/connect';
export type { DomainInfo, DomainInterface, DomainStateReason, IPAddress } from './procedures/domain';
export type { DomainFSInfo, DomainTime } from './procedures/domain-agent';
export type { DomainBlockInfo, DomainBlockStats, DomainInterfaceStats, DomainMemoryStat } from './procedures/domain-device';
export type { DomainJobInfo, DomainJobStats } from './procedures/domain-job';
export type { NetworkDHCPLease } from './procedures/network';
export type { StoragePoolInfo, StorageVolInfo } from './procedures/storage';
export type { ConsoleStream, DownloadStream, UploadStream } from './streams/directions';
export { settingRules } from './rule-clash';
export { SparseWriter } from './streams/sparse-writer';
export { type Hole } from './streams/stream';
export { HostNetwork } from './transport/host-network';
export { type Transport } from './transport/transport';
export { UnixSocket } from './transport/unix-socket';
export { type LibvirtURI, parseURI } from './uri';
export { type TypedValues } from './xdr/typed-parameter';
