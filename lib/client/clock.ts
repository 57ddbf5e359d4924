/** A browser clock this far off is corrected by the server's; less is network delay and the header's whole seconds. */
const TOLERATED_SKEW_MS = 5_000;

let skewMs = 0;

/** Learns from the Date header of an answer how far this machine's clock is off, so that data ages stay true. */
export function noteServerDate(header: string | null, browserNow: number = Date.now()): void {
  const serverNow = header === null ? Number.NaN : Date.parse(header);
  if (Number.isNaN(serverNow)) return;
  const difference = serverNow - browserNow;
  skewMs = Math.abs(difference) > TOLERATED_SKEW_MS ? difference : 0;
}

/** The present instant by the server's clock, in milliseconds. */
export function serverNow(): number {
  return Date.now() + skewMs;
}
