/** An error whose message is written for the person at the terminal: what is wrong and what to do. Shown without a stack. */
export class Problem extends Error {
  name = 'Problem';
}

/** Prints what went wrong (a Problem plainly, anything else with its stack) and gives the exit code. */
export function report(error) {
  const text = error instanceof Problem ? error.message : error?.stack || String(error);
  process.stderr.write(`\n✗ ${text}\n`);
  return 1;
}
