import { type LookupAddress, lookup } from 'node:dns';
import { type BlockList, isIP, type LookupFunction } from 'node:net';
import { isOpen } from './address-guard.ts';

export interface Guard {
  /** Addresses inside that are open all the same. */
  allowed: BlockList;
  /** Tests bring names of their own. */
  resolve?: typeof lookup;
}

/** The address is inside, and nobody allowed it: it will not be otherwise next time. */
export class ClosedAddress extends Error {
  constructor(address: string) {
    super(
      `${address} is a private, loopback or otherwise closed address; TIDEMARK_ALERT_ALLOWED_ADDRESSES may open it`,
    );
  }
}

/** Why a host is not connected to: it is an address itself, for which no name is looked up, and a closed one. Null of all others. */
export function closedHost(host: string, { allowed }: Guard): ClosedAddress | null {
  const literal = host.replace(/^\[|\]$/g, '');
  return isIP(literal) !== 0 && !isOpen(literal, allowed) ? new ClosedAddress(literal) : null;
}

/**
 * Resolves a name to those of its addresses that are open, as it is connected to, so that no name can lead elsewhere between the look
 * and the connection. It fails with ClosedAddress where none is.
 */
export function guardedLookup({ allowed, resolve = lookup }: Guard): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) {
        callback(error, '', 0);
        return;
      }
      const found: LookupAddress[] = addresses;
      const open = found.filter(({ address }) => isOpen(address, allowed));
      const [first] = open;
      if (first === undefined) callback(new ClosedAddress(`${hostname} (${found[0]?.address ?? 'no address'})`), '', 0);
      else if (options.all) callback(null, open);
      else callback(null, first.address, first.family);
    });
  };
}
