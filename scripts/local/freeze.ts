import { childrenOf } from '../bootstrap/process-table.mjs';
import { send } from './processes.ts';

/** Stops a process and those it started where they stand, as a machine does that is out of memory or paused; gives what wakes them. */
export function freeze(pid: number): () => void {
  // The parent first: it could start more meanwhile.
  send(pid, 'SIGSTOP');
  const frozen = [pid, ...childrenOf(pid)];
  for (const one of frozen) send(one, 'SIGSTOP');
  return () => {
    for (const one of frozen.toReversed()) send(one, 'SIGCONT');
  };
}
