import { isIP } from 'node:net';
import { matchesAny } from '#lib/config/name-pattern.ts';
import { isLoopback, nameIn, withoutBrackets } from './addresses.ts';
import { ApiProblem } from './problem.ts';
import { refusal } from './refusal.ts';

/** What a browser calls this machine by without asking a name server. */
const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];
const ALL_ADDRESSES = ['0.0.0.0', '::'];

/** By which names the console is known. */
export interface OwnNames {
  /** The address it listens on. */
  host: string;
  publicUrl: string | null;
  /** Names, and `*.` for all below one. */
  allowedHosts: readonly string[];
}

/**
 * The answer to a request that was sent to another name than ours, else null. A page elsewhere whose name is made to resolve to
 * our address (DNS rebinding) would else read everything as if it were ours. An address in place of a name is no such page's: it
 * will do where we listen on more than loopback. The port is not compared: a tunnel or a forwarded port has its own.
 */
export function refuseForeignHost(request: Request, own: OwnNames): Response | null {
  const name = nameIn(request.headers.get('host'));
  const names = namesOf(own);
  if (matchesAny(names, name) || (!isLoopback(own.host) && isAddress(name))) return null;
  return refusal(
    request,
    new ApiProblem(
      'HOST_REFUSED',
      `Use one of ${names.join(', ')} in the address; TIDEMARK_PUBLIC_URL and TIDEMARK_ALLOWED_HOSTS add names.` +
        ` A proxy in front must pass one of them on as Host`,
    ),
  );
}

function namesOf({ host, publicUrl, allowedHosts }: OwnNames): string[] {
  const listening = ALL_ADDRESSES.includes(host) ? [] : [host.includes(':') ? `[${host}]` : host];
  const known = publicUrl === null ? [] : [new URL(publicUrl).hostname];
  return [...new Set([...LOOPBACK_NAMES, ...listening, ...known, ...allowedHosts])];
}

const isAddress = (name: string): boolean => isIP(withoutBrackets(name)) !== 0;
