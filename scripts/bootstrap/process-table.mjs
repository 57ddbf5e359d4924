import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/**
 * What tells this run of a process from an earlier or later one with the same pid (its start time); undefined when no such
 * process runs. A zombie counts as ended, once the last of its threads is: until then its files and ports are open.
 */
export function identityOf(pid) {
  if (process.platform !== 'linux') return ps(['-o', 'lstart=', '-p', String(pid)])?.trim() || undefined;
  const fields = statusOf(pid);
  if (fields === undefined) return undefined;
  const hasEnded = fields[0] === 'Z' || fields[0] === 'X';
  return hasEnded && Number(fields[17]) <= 1 ? undefined : fields[19];
}

/** Id of the parent of a process; undefined when there is no such process, or the system doesn't tell without effort. */
export function parentOf(pid) {
  const parent = process.platform === 'linux' ? statusOf(pid)?.[1] : undefined;
  return parent === undefined ? undefined : Number(parent);
}

/** Ids of the processes that `pid` started and that run now. */
export function childrenOf(pid) {
  if (process.platform === 'linux') return processIds().filter((child) => parentOf(child) === pid);
  const lines = (ps(['-ax', '-o', 'pid=,ppid=']) ?? '').split('\n').map((line) => line.trim().split(/ +/).map(Number));
  return lines.filter(([, parent]) => parent === pid).map(([child]) => child);
}

/** Fields of /proc/<pid>/stat from the third on: state, parent, ... */
function statusOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command name, in brackets, may itself hold blanks and brackets: the fields begin after the last bracket.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

/** Whether a process with this id runs now. */
export function isRunning(pid) {
  return identityOf(pid) !== undefined;
}

/** Ids of the running processes that have `argument` among the words of their command line. */
export function processesWith(argument) {
  return select((word) => word === argument);
}

/** Ids of the running processes that name something in `folder` on their command line. */
export function processesBelow(folder) {
  return select((word) => word.startsWith(`${folder}/`));
}

function select(matches) {
  return commandLines()
    .filter(({ pid, words }) => pid !== process.pid && words.some(matches))
    .map(({ pid }) => pid);
}

function commandLines() {
  if (process.platform === 'linux') {
    return processIds().map((pid) => ({ pid, words: commandLine(pid) }));
  }
  const lines = (ps(['-axww', '-o', 'pid=,args=']) ?? '').split('\n').map((line) => line.trim().split(' '));
  return lines.map(([pid, ...words]) => ({ pid: Number(pid), words }));
}

function processIds() {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function commandLine(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

function ps(args) {
  try {
    return execFileSync('ps', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return undefined;
  }
}
