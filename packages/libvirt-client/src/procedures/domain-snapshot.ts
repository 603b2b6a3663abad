import { domain, type Domain, domainCheckpoint, type DomainCheckpoint, domainSnapshot, type DomainSnapshot } from '../handles';
import { bool, flags, int, nothing, text } from '../xdr/codec';
import { listFlags, results } from './lists';
import { read, write } from './procedure';

/** Snapshots and checkpoints of domains. */
export const domainSnapshotProcedures = {
  domainSnapshotCreateXML: write<[domain: Domain, xml: string, flags?: number], DomainSnapshot>(185, [domain, text, flags], domainSnapshot),
  domainSnapshotGetXMLDesc: read<[snapshot: DomainSnapshot, flags?: number], string>(186, [domainSnapshot, flags], text),
  domainSnapshotNum: read<[domain: Domain, flags?: number], number>(187, [domain, flags], int),
  domainSnapshotLookupByName: read<[domain: Domain, name: string, flags?: number], DomainSnapshot>(
    189,
    [domain, text, flags],
    domainSnapshot,
  ),
  domainHasCurrentSnapshot: read<[domain: Domain, flags?: number], boolean>(190, [domain, flags], bool),
  domainSnapshotCurrent: read<[domain: Domain, flags?: number], DomainSnapshot>(191, [domain, flags], domainSnapshot),
  domainRevertToSnapshot: write<[snapshot: DomainSnapshot, flags?: number], undefined>(192, [domainSnapshot, flags], nothing),
  domainSnapshotDelete: write<[snapshot: DomainSnapshot, flags?: number], undefined>(193, [domainSnapshot, flags], nothing),
  domainListAllSnapshots: read<[domain: Domain, flags?: number], DomainSnapshot[]>(274, [domain, listFlags], results(domainSnapshot)),
  domainCheckpointCreateXML: write<[domain: Domain, xml: string, flags?: number], DomainCheckpoint>(
    411,
    [domain, text, flags],
    domainCheckpoint,
  ),
  domainCheckpointGetXMLDesc: read<[checkpoint: DomainCheckpoint, flags?: number], string>(412, [domainCheckpoint, flags], text),
  domainListAllCheckpoints: read<[domain: Domain, flags?: number], DomainCheckpoint[]>(413, [domain, listFlags], results(domainCheckpoint)),
  domainCheckpointLookupByName: read<[domain: Domain, name: string, flags?: number], DomainCheckpoint>(
    415,
    [domain, text, flags],
    domainCheckpoint,
  ),
  domainCheckpointDelete: write<[checkpoint: DomainCheckpoint, flags?: number], undefined>(417, [domainCheckpoint, flags], nothing),
};
