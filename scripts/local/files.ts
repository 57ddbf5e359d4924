import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** Writes a whole file or, if the process or the disk fails, leaves the old one. */
export function writeWhole(path: string, text: string, mode = 0o644): void {
  const draft = `${path}.draft-${process.pid}`;
  writeFileSync(draft, text, { mode });
  renameSync(draft, path);
}

/** Text of a file, or undefined when it cannot be read. */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** The last lines of a log file, for an error message. */
export function tailOf(path: string, lines = 15): string {
  return (readIfThere(path) ?? '').trimEnd().split('\n').slice(-lines).join('\n');
}
