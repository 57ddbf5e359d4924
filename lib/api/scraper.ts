import type { Principal } from '#lib/access/principal.ts';
import type { MetricsContext } from './context.ts';
import type { Operation } from './operation.ts';
import { connectionFrom, isFromHere } from './peer-address.ts';

const SCRAPER: Principal = {
  kind: 'anonymous',
  id: 'scraper',
  name: 'a scraper without a token',
  grants: [{ clusters: '*', role: 'viewer' }],
  use: null,
  sessionId: null,
  ambient: false,
};

/**
 * Who reads the metrics without saying who it is: any program of this machine, and where a setting says so anybody. Null where the
 * request must say that. A request that brings a token is judged by the token.
 */
export function openScraper(
  { use }: Pick<Operation, 'use'>,
  request: Request,
  metrics: Pick<MetricsContext, 'open'>,
): Principal | null {
  if (use !== 'metrics' || request.headers.has('authorization')) return null;
  return metrics.open || isFromHere(connectionFrom(request)) ? SCRAPER : null;
}
