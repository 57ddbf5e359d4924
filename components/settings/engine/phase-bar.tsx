import { formatDuration, formatLatency } from '#lib/client/format-time.ts';
import { phaseShares } from './phase-shares.ts';

const COLOURS = ['bg-heat-1', 'bg-heat-2', 'bg-heat-3', 'bg-accent', 'bg-calm'];

/** How long the newest poll took, by phase, against the time there is until the next one. */
export function PhaseBar(props: { phases: Record<string, number>; durationMs: number | null; intervalMs: number }) {
  const { durationMs, intervalMs } = props;
  if (durationMs === null) return null;
  const shares = phaseShares(props.phases, intervalMs);
  return (
    <div className="mt-3">
      <p>
        <b className="font-medium">{formatLatency(durationMs)}</b>{' '}
        <span className="text-ink-2">of {formatDuration(intervalMs)} for the newest poll</span>
      </p>
      <div aria-hidden="true" className="mt-1.5 flex h-2 w-full overflow-hidden rounded-sm bg-sunk">
        {shares.map(({ phase, share }, place) => (
          <div
            key={phase}
            className={COLOURS[place % COLOURS.length]}
            style={{ flex: `0 0 ${(share * 100).toFixed(2)}%` }}
          />
        ))}
      </div>
      <ul className="mt-1.5 flex flex-wrap gap-x-5 gap-y-1 text-sm text-ink-2">
        {shares.map(({ phase, words, ms }, place) => (
          <li key={phase} className="flex items-center gap-1.5">
            <span aria-hidden="true" className={`size-2.5 rounded-[2px] ${COLOURS[place % COLOURS.length]}`} />
            {words} {formatLatency(ms)}
          </li>
        ))}
      </ul>
    </div>
  );
}
