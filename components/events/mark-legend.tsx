import { Instant } from '#components/ui/instant.tsx';
import { plural } from '#lib/client/format-number.ts';
import { type EventMark, toldOf } from './event-marks.ts';
import { EventSentence } from './event-sentence.tsx';

const RING = { plain: 'border-line-strong', accent: 'border-accent', warn: 'border-warn', danger: 'border-danger' };

/** What the letters in the charts stand for. */
export function MarkLegend({ cluster, marks }: { cluster: string; marks: readonly EventMark[] }) {
  if (marks.length === 0) return null;
  return (
    <ol aria-label="Marks in the charts" className="mt-2 ml-(--label) flex flex-col gap-1 text-sm text-ink-2">
      {marks.map(({ mark, events }) => {
        const told = toldOf(events);
        return told ? (
          <li key={mark.letter} className="flex items-start gap-2">
            <span
              className={`inline-flex size-4 flex-none items-center justify-center rounded-full border text-xs font-medium text-ink ${RING[mark.tone]}`}
            >
              {mark.letter}
            </span>
            <span className="min-w-0 [overflow-wrap:anywhere]" title={mark.words.join('\n')}>
              <Instant at={told.at} className="text-ink-3" /> <EventSentence cluster={cluster} event={told} />
              {events.length > 1 ? (
                <span className="text-ink-3">, and {plural(events.length - 1, 'more event')} about then</span>
              ) : null}
            </span>
          </li>
        ) : null;
      })}
    </ol>
  );
}
