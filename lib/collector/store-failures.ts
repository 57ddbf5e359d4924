import type { WriteReport } from '#lib/history/writer.ts';
import type { Failure } from '#lib/kafka/failure.ts';

const HISTORY_NOT_STORED = 'HISTORY_NOT_STORED';
const VALUE_TOO_LARGE = 'VALUE_TOO_LARGE';
const NAMED = 3;

/** What the store could not keep of a poll. Told with the next one: by then this one is written. */
export function storeFailures(report: WriteReport | null): Failure[] {
  if (report?.outcome !== 'written') return [];
  const { historyFailure, refused } = report;
  const failures: Failure[] = [];
  if (historyFailure) {
    failures.push({
      code: HISTORY_NOT_STORED,
      message: `polls are not kept, charts will have a gap: ${historyFailure.message}`,
      brokerId: null,
    });
  }
  if (refused.length > 0) {
    const places = refused.slice(0, NAMED).map(({ topic, group, partition }) => {
      return `${topic} ${partition}${group === null ? '' : ` of ${JSON.stringify(group)}`}`;
    });
    const more = refused.length > NAMED ? `, and ${refused.length - NAMED} more` : '';
    failures.push({
      code: VALUE_TOO_LARGE,
      message: `offsets of 2^53 or more are not kept: ${places.join(', ')}${more}`,
      brokerId: null,
    });
  }
  return failures;
}
