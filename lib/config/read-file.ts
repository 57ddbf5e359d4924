import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** Text of a file, or a sentence that says why there is none and names the file. */
export type FileText = { ok: true; text: string } | { ok: false; missing: boolean; problem: string };

export type ReadFile = (path: string) => FileText;

const REASONS: Record<string, string> = {
  ENOENT: 'there is no file',
  EACCES: 'no permission to read',
  EPERM: 'no permission to read',
  EISDIR: 'a folder, not a file:',
  ENAMETOOLONG: 'the file name is too long:',
};

/** Reads text files; relative paths begin at `folder`. */
export const fileReader =
  (folder: string): ReadFile =>
  (path) => {
    const full = resolve(folder, path);
    try {
      return { ok: true, text: readFileSync(full, 'utf8') };
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
      const reason = REASONS[code];
      return {
        ok: false,
        missing: code === 'ENOENT',
        problem: reason ? `${reason} ${full}` : `can't read ${full}: ${code}`,
      };
    }
  };
