import type { Cause as FoundCause } from '#lib/lag/causes/cause.ts';
import { type Part, textOf } from '#lib/lag/causes/sentence.ts';
import type { Cause, CausePhrase } from './schemas/causes.ts';

/** A cause as the API tells it. */
export function causeAnswer({ kind, says, share, sinceMs, proof }: FoundCause): Cause {
  return {
    kind,
    title: textOf(says),
    phrases: says.map(phraseOf),
    share: Math.round(share * 1000) / 1000,
    since: sinceMs === null ? null : new Date(sinceMs).toISOString(),
    proof: {
      section: proof.section,
      from: new Date(proof.fromMs).toISOString(),
      to: new Date(proof.toMs).toISOString(),
      topic: proof.place?.topic ?? null,
      partition: proof.place?.partition ?? null,
      memberId: proof.memberId ?? null,
    },
  };
}

function phraseOf(part: Part): CausePhrase {
  if (part.kind === 'instant') return { text: new Date(part.atMs).toISOString(), names: 'instant' };
  return { text: part.text, names: part.kind === 'words' ? null : part.kind };
}
