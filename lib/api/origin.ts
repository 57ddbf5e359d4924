import type { Origin } from '#lib/access/audit/contract.ts';
import { connectionFrom } from './peer-address.ts';

/** Where a request came from, for the audit log. */
export const originOf = (request: Request, requestId: string): Origin => ({
  address: connectionFrom(request).client,
  userAgent: request.headers.get('user-agent'),
  requestId,
});
