import type { Address } from './console.ts';

/** Where Next.js is told to listen. Signals are the console's own affair: it stops its engine first. */
export function listenAt({ host, port }: Address): Record<string, string> {
  return { HOSTNAME: host, PORT: String(port), NEXT_MANUAL_SIG_HANDLE: '1', NEXT_TELEMETRY_DISABLED: '1' };
}
