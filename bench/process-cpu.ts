import { readFileSync } from 'node:fs';

/** Linux counts in ticks of 10 ms whatever its kernel was built with. */
const TICK_S = 0.01;
/** Places of user and system time in /proc/<pid>/stat, counted from the state on. */
const USER_TICKS = 11;
const SYSTEM_TICKS = 12;

/** Processor time, in seconds, that a running process has used so far; of itself, without its children. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The command name, in brackets, may itself hold blanks and brackets: the fields begin after the last bracket.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[USER_TICKS]) + Number(fields[SYSTEM_TICKS])) * TICK_S;
}
