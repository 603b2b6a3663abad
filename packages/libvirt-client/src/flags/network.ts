/** Which XML of a network is given. */
export const NetworkXMLFlags = { INACTIVE: 1 << 0 } as const;

/** What is done to a part of a network. */
export const NetworkUpdateCommand = { NONE: 0, MODIFY: 1, DELETE: 2, ADD_LAST: 3, ADD_FIRST: 4 } as const;

/** Which part of a network is changed. */
export const NetworkSection = {
  NONE: 0,
  BRIDGE: 1,
  DOMAIN: 2,
  IP: 3,
  IP_DHCP_HOST: 4,
  IP_DHCP_RANGE: 5,
  FORWARD: 6,
  FORWARD_INTERFACE: 7,
  FORWARD_PF: 8,
  PORTGROUP: 9,
  DNS_HOST: 10,
  DNS_TXT: 11,
  DNS_SRV: 12,
} as const;

/** What a change of a network applies to. */
export const NetworkUpdateFlags = { CURRENT: 0, LIVE: 1 << 0, CONFIG: 1 << 1 } as const;
