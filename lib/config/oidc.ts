import { type Reading, readGroup, type Source, wrongValue } from './setting.ts';
import { oidcSettings } from './settings/oidc.ts';
import { serverSettings } from './settings/server.ts';

/** Sign-in at a provider: where there is an issuer it needs a client, and an address that browsers are sent back to. */
export function readOidc(source: Source, publicUrl: string | null): Reading<typeof oidcSettings> {
  const reading = readGroup(oidcSettings, source);
  const issuer = reading.given.get('issuer');
  if (reading.values === null || issuer === undefined) return reading;
  const missing = [
    ...(reading.values.clientId === null ? [oidcSettings.clientId.env] : []),
    ...(publicUrl === null ? [serverSettings.publicUrl.env] : []),
  ];
  if (missing.length === 0) return reading;
  const problem = `needs ${missing.join(' and ')} as well`;
  return { ...reading, values: null, errors: [wrongValue(oidcSettings.issuer, issuer, problem)] };
}
