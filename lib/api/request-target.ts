/**
 * Path and query of a request's first line, and the host it asks for. A client that takes us for a proxy sends a whole address, which
 * then stands for the Host header (RFC 9112, section 3.2.2): left as it is, the framework would answer with redirects to it. What
 * is no path at all becomes one that leads nowhere.
 */
export function requestTarget(target: string, host: string | undefined): { target: string; host: string | undefined } {
  if (target.startsWith('/')) return { target, host };
  const address = URL.canParse(target) ? new URL(target) : null;
  if (address?.protocol !== 'http:' && address?.protocol !== 'https:') {
    return { target: `/${encodeURIComponent(target)}`, host };
  }
  return { target: address.pathname + address.search, host: address.host };
}
