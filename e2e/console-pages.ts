import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const APP = join(import.meta.dirname, '..', 'app');

/** An id that no incident has: its page says so. */
const NO_INCIDENT = '5b0a6a53-4f6a-4f7e-9f54-6e3a6a0a9b1c';
/** What stands in a path of the run for each part in brackets. */
const PARTS: Record<string, string> = {
  cluster: 'local',
  group: 'payments-worker',
  topic: 'payments',
  incident: NO_INCIDENT,
};

/** The path of every page there is, read from the files of app/, so that none is forgotten. */
export function consolePages(parts: Record<string, string> = {}): string[] {
  const files = readdirSync(APP, { recursive: true, encoding: 'utf8' }).filter((file) => /(^|\/)page\.tsx$/.test(file));
  return files.map((file) => pathOf(file, { ...PARTS, ...parts })).toSorted();
}

function pathOf(file: string, parts: Record<string, string>): string {
  const folders = file.split('/').slice(0, -1);
  const named = folders.filter((folder) => !folder.startsWith('('));
  return `/${named.map((folder) => partOf(folder, parts)).join('/')}`;
}

function partOf(folder: string, parts: Record<string, string>): string {
  const [, name] = /^\[(\w+)\]$/.exec(folder) ?? [];
  if (name === undefined) return folder;
  const part = parts[name];
  if (part === undefined) throw new Error(`app/ has a page with [${name}] in its path: say here what stands there`);
  return part;
}
