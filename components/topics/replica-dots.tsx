import { cx } from '#components/ui/class-names.ts';

/**
 * The replicas of a partition in their order: filled in sync, hollow and struck out not; the leader has a ring. Those that a
 * reassignment adds are hollow with an arrow until they are in sync, those it removes have one the other way.
 */
export function ReplicaDots(props: {
  replicas: readonly number[];
  isr: readonly number[];
  offline: readonly number[];
  leader: number | null;
  adding: readonly number[];
  removing: readonly number[];
}) {
  return (
    <span className="inline-flex items-center gap-1 align-middle">
      {props.replicas.map((broker) => (
        <ReplicaDot
          key={broker}
          broker={broker}
          inSync={props.isr.includes(broker)}
          offline={props.offline.includes(broker)}
          leads={props.leader === broker}
          move={props.adding.includes(broker) ? 'added' : props.removing.includes(broker) ? 'removed' : null}
        />
      ))}
    </span>
  );
}

function ReplicaDot({
  broker,
  inSync,
  offline,
  leads,
  move,
}: {
  broker: number;
  inSync: boolean;
  offline: boolean;
  leads: boolean;
  move: 'added' | 'removed' | null;
}) {
  const there = inSync && !offline;
  const state = offline ? 'offline' : inSync ? 'in sync' : 'not in sync';
  const words = `broker ${broker}: ${leads ? 'leader, ' : ''}${state}${move === null ? '' : `, being ${move}`}`;
  return (
    <span
      title={words}
      className={cx(
        'inline-flex h-5 min-w-5 items-center justify-center rounded-full px-1 text-xs',
        there && 'bg-heat-1 text-ink',
        !there && move === 'added' && 'border border-dashed border-calm text-ink-2',
        !there && move !== 'added' && 'border border-dashed border-danger text-danger line-through',
        leads && 'font-semibold ring-1 ring-ink-2',
      )}
    >
      <span aria-hidden="true">
        {move === 'added' ? '→ ' : ''}
        {broker}
        {move === 'removed' ? ' →' : ''}
      </span>
      <span className="sr-only">{words}</span>
    </span>
  );
}
