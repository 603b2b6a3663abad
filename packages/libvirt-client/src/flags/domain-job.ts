/** How a backup begins. */
export const DomainBackupBeginFlags = { REUSE_EXTERNAL: 1 << 0 } as const;

/** What a domain's job is (virDomainJobType). */
export const DomainJobType = { NONE: 0, BOUNDED: 1, UNBOUNDED: 2, COMPLETED: 3, FAILED: 4, CANCELLED: 5 } as const;

/** Which job's figures are given. */
export const DomainJobStatsFlags = { COMPLETED: 1 << 0, KEEP_COMPLETED: 1 << 1 } as const;

/** What a domain does after it was reverted to a snapshot; what it did then, by default. */
export const DomainSnapshotRevertFlags = { RUNNING: 1 << 0, PAUSED: 1 << 1, FORCE: 1 << 2, RESET_NVRAM: 1 << 3 } as const;

/** What goes with a snapshot that is deleted. */
export const DomainSnapshotDeleteFlags = { CHILDREN: 1 << 0, METADATA_ONLY: 1 << 1, CHILDREN_ONLY: 1 << 2 } as const;
