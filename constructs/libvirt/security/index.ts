export { Connections, type ConnectionsProps, type IConnectable } from './connections';
export { Peer } from './peer';
export { Port, type PortProtocol } from './port';
export { type IMember, type PeerLike, SecurityGroup, type SecurityGroupProps } from './security-group';
