import { Instant } from '#components/ui/instant.tsx';
import { Name } from '#components/ui/name.tsx';
import type { ClusterOverview } from '#lib/api/schemas/clusters.ts';
import { plural } from '#lib/client/format-number.ts';
import { formatDuration, formatLatency } from '#lib/client/format-time.ts';

/** How well the collector itself does: whether the page can be trusted to be fresh. */
export function EngineLine({ cluster }: { cluster: ClusterOverview }) {
  const { engine } = cluster;
  if (engine.pollId === null) return null;
  const phases = Object.entries(engine.phases)
    .map(([phase, ms]) => `${phase} ${formatLatency(ms)}`)
    .join(', ');
  return (
    <p className="mt-8 text-sm text-ink-3">
      Read every {formatDuration(cluster.intervalMs)}. The newest poll, of <Instant at={cluster.observedAt} />
      {engine.durationMs === null ? '' : ', took '}
      {engine.durationMs === null ? null : <span title={phases}>{formatLatency(engine.durationMs)}</span>}
      {engine.requests === null ? '' : ` with ${plural(engine.requests, 'request')}`}
      {engine.lateMs === null || engine.lateMs < 100 ? ', on time' : `, ${formatDuration(engine.lateMs)} late`}
      {engine.throttleMs ? `, throttled by quota for ${formatLatency(engine.throttleMs)}` : ''};{' '}
      {engine.skippedPolls === 0 ? 'no poll skipped' : `${plural(engine.skippedPolls, 'poll')} skipped`}
      {engine.lostPolls === 0 ? '' : `, ${plural(engine.lostPolls, 'poll')} read and not kept`}
      {engine.startedAt === null ? '' : ' since '}
      {engine.startedAt === null ? null : <Instant at={engine.startedAt} />}.
      {cluster.kafkaVersion === null ? '' : ` Kafka ${cluster.kafkaVersion}.`}
      {cluster.kafkaClusterId === null ? '' : ' Cluster id '}
      {cluster.kafkaClusterId === null ? null : <Name>{cluster.kafkaClusterId}</Name>}
    </p>
  );
}
