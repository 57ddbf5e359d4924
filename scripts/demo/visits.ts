import { type ClassicMemberOptions, runClassicMember } from './classic-member.ts';
import type { Cycle } from './cycle.ts';
import { type Job, pause } from './life.ts';

/** Gives the job of a member that joins to recover and leaves for as long as its group is to fall behind. */
export function visitingMember(options: ClassicMemberOptions, cycle: Cycle): Job {
  return {
    name: options.name,
    async run(life) {
      while (!life.signal.aborted) {
        const phaseEnd = cycle.phaseEnd;
        if (cycle.phase === 'recovering') {
          await runClassicMember(options, { ...life, signal: AbortSignal.any([life.signal, phaseEnd]) });
        } else {
          await pause(options.knobs.watchMs, life.signal);
        }
      }
    },
  };
}
