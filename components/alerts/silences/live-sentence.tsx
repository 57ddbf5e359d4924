'use client';
import { cx } from '#components/ui/class-names.ts';
import { useNow } from '#lib/client/use-now.ts';
import { type SilenceDraft, silenceInput } from './silence-draft.ts';
import { silenceSentence } from './silence-sentence.ts';

/** What a draft would do, and to how many of the incidents that fire (null: not known yet); renewed while somebody types. */
export function LiveSentence(props: { draft: SilenceDraft; cluster: string; firing: number | null }) {
  const now = useNow();
  const phrases = silenceSentence(silenceInput(props.draft, props.cluster, now), props.firing, now);
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
