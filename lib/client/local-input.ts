/** An instant as a datetime-local field wants it: the reader's clock, without a zone. */
export function localInput(atMs: number): string {
  const shifted = new Date(atMs - new Date(atMs).getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 19);
}
