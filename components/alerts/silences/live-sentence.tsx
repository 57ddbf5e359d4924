'use client';
import { cx } from '#components/ui/class-names.ts';
import { useIncidents } from '#lib/client/alerts.ts';
import { useNow } from '#lib/client/use-now.ts';
import { type SilenceDraft, silenceInput } from './silence-draft.ts';
import { silenceSentence } from './silence-sentence.ts';

/** What a draft would do, and to how many of the incidents that fire; renewed while somebody types. */
export function LiveSentence({ draft, cluster }: { draft: SilenceDraft; cluster: string }) {
  const firing = useIncidents(cluster, 'firing').data;
  const now = useNow();
  const phrases = silenceSentence(silenceInput(draft, cluster, now), cluster, firing, now);
  return (
    <p
      aria-live="polite"
      className="sticky -bottom-4 -mx-4 -mb-4 border-t bg-bg px-4 py-3 text-pretty [overflow-wrap:anywhere]"
    >
      {phrases.map((phrase) =>
        typeof phrase === 'string' ? (
          phrase
        ) : (
          <span
            key={phrase.key}
            className={cx(phrase.strong && 'font-semibold', phrase.tone === 'warn' && 'text-warn')}
          >
            {phrase.text}
          </span>
        ),
      )}
    </p>
  );
}
