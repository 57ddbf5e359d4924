import { createHash } from 'node:crypto';
import { clippedText, storableJson, storableText } from '#lib/history/storable.ts';
import type { AuditSubject, Json } from './contract.ts';

/** Most bytes of what was there before, or is after. */
export const MOST_JSON_BYTES = 64 * 1024;
const CUT_CHARS = 8 * 1024;

const NAME_CHARS = 512;
const TEXT_CHARS = 4096;

/** Text as the log takes it. */
export const boundedText = (text: string, chars = TEXT_CHARS): string => clippedText(storableText(text), chars);

const boundedName = (text: string): string => boundedText(text, NAME_CHARS);
const orNull = (text: string | null, bounded: (text: string) => string): string | null =>
  text === null ? null : bounded(text);

/** Whoever asks chooses how long much of this is; what is kept of it has bounds. */
export function boundedSubject({ actor, origin, action, cluster, target, reason }: AuditSubject): AuditSubject {
  return {
    actor: { kind: actor.kind, id: boundedName(actor.id), name: boundedName(actor.name) },
    origin: {
      address: orNull(origin.address, boundedName),
      userAgent: orNull(origin.userAgent, boundedName),
      requestId: boundedName(origin.requestId),
    },
    action: boundedName(action),
    cluster: orNull(cluster, boundedName),
    target: orNull(target, boundedText),
    reason: orNull(reason, boundedText),
  };
}

/**
 * A value as JSON of bounded size. One that is larger is cut: what is kept is its beginning, its size, and the hash of all of it,
 * by which the whole can be recognised.
 */
export function boundedJson(value: Json): string {
  const json = storableJson(value);
  const bytes = Buffer.byteLength(json);
  if (bytes <= MOST_JSON_BYTES) return json;
  const sha256 = createHash('sha256').update(json).digest('hex');
  return storableJson({ cut: { bytes, sha256, begins: json.slice(0, CUT_CHARS) } });
}
