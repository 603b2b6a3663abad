/** What a pool does. */
export const StoragePoolState = { INACTIVE: 0, BUILDING: 1, RUNNING: 2, DEGRADED: 3, INACCESSIBLE: 4 } as const;

/** How a pool is built. */
export const StoragePoolBuildFlags = { NEW: 0, REPAIR: 1 << 0, RESIZE: 1 << 1, NO_OVERWRITE: 1 << 2, OVERWRITE: 1 << 3 } as const;

/** How a pool's storage is deleted. */
export const StoragePoolDeleteFlags = { NORMAL: 0, ZEROED: 1 << 0 } as const;

/** How a pool is started. */
export const StoragePoolCreateFlags = {
  NORMAL: 0,
  WITH_BUILD: 1 << 0,
  WITH_BUILD_OVERWRITE: 1 << 1,
  WITH_BUILD_NO_OVERWRITE: 1 << 2,
} as const;

/** Which XML of a pool is given. */
export const StorageXMLFlags = { INACTIVE: 1 << 0 } as const;

/** What a volume is. */
export const StorageVolType = { FILE: 0, BLOCK: 1, DIR: 2, NETWORK: 3, NETDIR: 4, PLOOP: 5 } as const;

/** How a volume is created. */
export const StorageVolCreateFlags = { PREALLOC_METADATA: 1 << 0, REFLINK: 1 << 1, VALIDATE: 1 << 2 } as const;

/** How a volume is deleted. */
export const StorageVolDeleteFlags = { NORMAL: 0, ZEROED: 1 << 0, WITH_SNAPSHOTS: 1 << 1 } as const;

/** How a volume is resized. */
export const StorageVolResizeFlags = { ALLOCATE: 1 << 0, DELTA: 1 << 1, SHRINK: 1 << 2 } as const;

/** Which allocation of a volume is given. */
export const StorageVolInfoFlags = { USE_ALLOCATION: 0, GET_PHYSICAL: 1 << 0 } as const;

/** How a volume is uploaded. */
export const StorageVolUploadFlags = { SPARSE_STREAM: 1 << 0 } as const;

/** How a volume is downloaded. */
export const StorageVolDownloadFlags = { SPARSE_STREAM: 1 << 0 } as const;
