import { refuseOfCollector } from '#lib/api/collector-only.ts';
import { refuseForeignHost } from '#lib/api/foreign-host.ts';
import { refuseMalformedPath } from '#lib/api/malformed-path.ts';
import { getConfig } from '#lib/config/config.ts';

/** Runs in front of every page, route and file: answers what must not reach them, and lets all else pass. */
export function proxy(request: Request): Response | undefined {
  const { host, role } = getConfig().server;
  return (
    refuseForeignHost(request, host) ?? refuseOfCollector(request, role) ?? refuseMalformedPath(request) ?? undefined
  );
}
