import { cx } from '#components/ui/class-names.ts';

/** The replicas of a partition in their order: filled in sync, hollow and struck out not; the leader has a ring. */
export function ReplicaDots(props: {
  replicas: readonly number[];
  isr: readonly number[];
  offline: readonly number[];
  leader: number | null;
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
}: {
  broker: number;
  inSync: boolean;
  offline: boolean;
  leads: boolean;
}) {
  const words = `broker ${broker}: ${leads ? 'leader, ' : ''}${offline ? 'offline' : inSync ? 'in sync' : 'not in sync'}`;
  return (
    <span
      title={words}
      className={cx(
        'inline-flex h-5 min-w-5 items-center justify-center rounded-full px-1 text-xs',
        inSync && !offline ? 'bg-heat-1 text-ink' : 'border border-dashed border-danger text-danger line-through',
        leads && 'font-semibold ring-1 ring-ink-2',
      )}
    >
      <span aria-hidden="true">{broker}</span>
      <span className="sr-only">{words}</span>
    </span>
  );
}
