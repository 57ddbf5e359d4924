/** Where a broker listens. An IPv6 host is kept without its brackets. */
export interface BrokerAddress {
  host: string;
  port: number;
}

const BRACKETED = /^\[([0-9A-Fa-f:.]+(?:%[\w.-]+)?)\]:(\d{1,5})$/;
const PLAIN = /^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\.?):(\d{1,5})$/;

/** The address in `host:port` or `[ipv6]:port`, or null when it is neither. */
export function parseBrokerAddress(text: string): BrokerAddress | null {
  const match = BRACKETED.exec(text.trim()) ?? PLAIN.exec(text.trim());
  const [, host, digits] = match ?? [];
  const port = Number(digits);
  return host !== undefined && port >= 1 && port <= 65_535 ? { host, port } : null;
}

/** `host:port`, with brackets around an IPv6 host. */
export const formatBrokerAddress = ({ host, port }: BrokerAddress): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`;
