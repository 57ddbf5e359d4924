/** A line for whoever waits. */
export function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}
