import { domain, type Domain } from '../handles';
import { flags, int, nothing, optional, struct, text, uhyper } from '../xdr/codec';
import { type TypedValues, typedValues } from '../xdr/typed-parameter';
import { read, write } from './procedure';

/** How far a domain's job is; times in milliseconds, sizes in bytes. */
export interface DomainJobInfo {
  /** What kind of job it is (virDomainJobType): 0 none, 1 bounded, 2 unbounded, 3 completed, 4 failed, 5 cancelled. */
  type: number;
  timeElapsed: number;
  timeRemaining: number;
  dataTotal: number;
  dataProcessed: number;
  dataRemaining: number;
  memTotal: number;
  memProcessed: number;
  memRemaining: number;
  fileTotal: number;
  fileProcessed: number;
  fileRemaining: number;
}

/** Figures of a domain's job by libvirt's names, such as `disk_total`. */
export interface DomainJobStats {
  type: number;
  params: TypedValues;
}

const jobInfo = struct<DomainJobInfo>({
  type: int,
  timeElapsed: uhyper,
  timeRemaining: uhyper,
  dataTotal: uhyper,
  dataProcessed: uhyper,
  dataRemaining: uhyper,
  memTotal: uhyper,
  memProcessed: uhyper,
  memRemaining: uhyper,
  fileTotal: uhyper,
  fileProcessed: uhyper,
  fileRemaining: uhyper,
});
const jobStats = struct<DomainJobStats>({ type: int, params: typedValues(64) });

/** Long-running work on domains. */
export const domainJobProcedures = {
  domainGetJobInfo: read<[domain: Domain], DomainJobInfo>(163, [domain], jobInfo),
  domainAbortJob: write<[domain: Domain], undefined>(164, [domain], nothing),
  domainGetJobStats: read<[domain: Domain, flags?: number], DomainJobStats>(298, [domain, flags], jobStats),
  domainBackupBegin: write<[domain: Domain, backupXml: string, checkpointXml: string | undefined, flags?: number], undefined>(
    421,
    [domain, text, optional(text), flags],
    nothing,
  ),
  domainBackupGetXMLDesc: read<[domain: Domain, flags?: number], string>(422, [domain, flags], text),
};
