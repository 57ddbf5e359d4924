/** Steps shorter than this leave only their closing line. */
const QUICK_MS = 400;
/** How often a long step says that it is still at work where lines can't be rewritten. */
const STILL_EVERY_MS = 15_000;

/** "0.4 s", "12.3 s", "2 min 05 s". */
export function elapsed(ms) {
  if (ms < 100_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

/** The result of `work`; meanwhile a line says what is being done and for how long. What `signal` ended has not failed. */
export async function step(title, work, signal) {
  const started = Date.now();
  const opening = setTimeout(() => console.log(`  ${title} ...`), QUICK_MS);
  const still = setInterval(() => console.log(`  ${title} ... ${elapsed(Date.now() - started)}`), STILL_EVERY_MS);
  try {
    const result = await work();
    console.log(`✓ ${title} (${elapsed(Date.now() - started)})`);
    return result;
  } catch (error) {
    const took = elapsed(Date.now() - started);
    console.log(signal?.aborted ? `  ${title}: given up (${took})` : `✗ ${title} (${took})`);
    throw error;
  } finally {
    clearTimeout(opening);
    clearInterval(still);
  }
}
