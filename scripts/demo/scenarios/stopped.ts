import { Cycle } from '../cycle.ts';
import { type Life, pause } from '../life.ts';
import { memberUntil } from '../member-until.ts';
import type { Scenario } from '../scenario.ts';
import { topics } from '../topics.ts';

const GROUP = 'invoice-mailer';

/** A group that consumed for a while and then left, while its topic goes on. */
export const stopped: Scenario = {
  name: 'stopped',
  shows:
    'No member and no commit while the topic goes on: lag grows for hours, until it returns before retention overtakes it.',
  topics: [topics.invoices],
  groups: [GROUP],
  jobs: (context) => {
    const member = { group: GROUP, topics: [topics.invoices] };
    const band = context.knobs.stopped;
    const cycle = new Cycle(context, { group: GROUP, topic: topics.invoices, band, measure: 'total' });
    const visits = {
      name: GROUP,
      async run(life: Life): Promise<void> {
        while (!life.signal.aborted) {
          if (cycle.phase === 'recovering')
            await memberUntil(context, member, life, async () => cycle.phase === 'behind');
          await pause(context.knobs.watchMs, life.signal);
        }
      },
    };
    return [cycle, visits];
  },
};
