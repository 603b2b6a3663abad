import { setTimeout as delay } from 'node:timers/promises';
import {
  type Connection,
  type Domain,
  DomainBackupBeginFlags,
  DomainJobStatsFlags,
  DomainJobType,
  ErrorCode,
  LibvirtError,
} from '@labcloud/libvirt-client';
import { UserError } from '../errors';
import { readDomainDisks } from '../lab/domain-disks';
import { escapeXml } from '../lab/escape-xml';
import { COPY_SUFFIX, type DiskCopy } from './copy-volume';

const POLL_MILLISECONDS = 200;

/** Lets QEMU begin to copy the disks of a running guest as they are now, into volumes that exist; the guest goes on. */
export async function beginPush(connection: Connection, domain: Domain, copies: readonly DiskCopy[]): Promise<void> {
  const byTarget = new Map(copies.map((copy) => [copy.source.target, copy]));
  const disks = readDomainDisks(await connection.domainGetXMLDesc(domain, 0)).map(({ target }) => {
    const copy = byTarget.get(target);
    return copy
      ? `<disk name="${target}" backup="yes" type="file" backupmode="full"><driver type="${copy.source.format}"/><target file="${escapeXml(copy.volume.key)}"/></disk>`
      : `<disk name="${target}" backup="no"/>`;
  });
  const xml = `<domainbackup mode="push"><disks>${disks.join('')}</disks></domainbackup>`;
  await connection.domainBackupBegin(domain, xml, undefined, DomainBackupBeginFlags.REUSE_EXTERNAL);
}

/**
 * Waits until QEMU has copied the disks.
 *
 * @throws UserError when that failed, or the machine went away meanwhile
 */
export async function finishPush(
  connection: Connection,
  domain: Domain,
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  for (;;) {
    const job = await connection.domainGetJobInfo(domain);
    if (job.type === DomainJobType.NONE) {
      break;
    }
    onProgress(job.fileProcessed, job.fileTotal);
    await delay(POLL_MILLISECONDS, undefined, { signal });
  }
  const { type, params } = await connection.domainGetJobStats(domain, DomainJobStatsFlags.COMPLETED);
  if (type !== DomainJobType.COMPLETED) {
    const reason = params['errmsg'] ?? 'the machine was stopped, or its pool is full';
    throw new UserError(`Copying the disks of ${domain.name} on its host failed: ${String(reason)}.`);
  }
}

/** Ends a copy of ours that is under way, if there is one; resolves when QEMU has let go of the volumes. */
export async function abortPush(connection: Connection, domain: Domain): Promise<void> {
  try {
    if (!(await connection.domainBackupGetXMLDesc(domain)).includes(COPY_SUFFIX)) {
      return;
    }
    await connection.domainAbortJob(domain);
    while ((await connection.domainGetJobInfo(domain)).type !== DomainJobType.NONE) {
      await delay(POLL_MILLISECONDS);
    }
  } catch (error) {
    if (!LibvirtError.is(error, ErrorCode.OPERATION_INVALID, ErrorCode.NO_DOMAIN, ErrorCode.NO_DOMAIN_BACKUP)) {
      throw error;
    }
  }
}
