import { formatBytes } from '#lib/client/format-number.ts';
import { formatDuration } from '#lib/client/format-time.ts';

/** How long or how much a topic keeps: `7 d`, `1 GiB per partition`, both, or for ever. -1 is Kafka's "no limit". */
export function retentionWords(retentionMs: string | null, retentionBytes: string | null): string | null {
  const parts: string[] = [];
  if (retentionMs !== null && retentionMs !== '-1') parts.push(formatDuration(Number(retentionMs)));
  if (retentionBytes !== null && retentionBytes !== '-1') parts.push(`${formatBytes(retentionBytes)} per partition`);
  if (parts.length > 0) return parts.join(' or ');
  return retentionMs === null && retentionBytes === null ? null : 'for ever';
}
