import { ApiProblem } from './problem.ts';
import { refusal } from './refusal.ts';

/** What a browser calls this machine by without asking a name server. */
const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/** A host name, or an IPv6 address in brackets; then perhaps a port. */
const HOST = /^(\[[^\]]*\]|[^:]*)(?::\d*)?$/;

/**
 * The answer to a request that was sent to another name than a loopback one or `ownHost`, else null. A page elsewhere whose
 * name is made to resolve to 127.0.0.1 (DNS rebinding) would else read everything as if it were ours. The port is not
 * compared: a tunnel or a forwarded port has its own.
 */
export function refuseForeignHost(request: Request, ownHost: string): Response | null {
  const host = request.headers.get('host') ?? '';
  const name = HOST.exec(host)?.[1]?.toLowerCase();
  const own = ownHost.includes(':') ? `[${ownHost}]` : ownHost;
  const known = [...new Set([...LOOPBACK_NAMES, own])];
  if (name !== undefined && known.includes(name)) return null;
  const names = known.join(', ');
  return refusal(
    request,
    new ApiProblem(
      'HOST_REFUSED',
      `Use one of ${names} in the address: until there is a sign-in, other names are refused. A proxy in front must send` +
        ` one of them as Host`,
    ),
  );
}
