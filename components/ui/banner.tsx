import type { ReactNode } from 'react';
import { cx } from './class-names.ts';
import { StatusIcon, type StatusShape } from './icon.tsx';

const TONES: Record<'warn' | 'danger' | 'unknown', { className: string; shape: StatusShape; ink: string }> = {
  warn: { className: 'bg-warn-soft', shape: 'warn', ink: 'text-warn' },
  danger: { className: 'bg-danger-soft', shape: 'danger', ink: 'text-danger' },
  unknown: { className: 'bg-unknown-soft', shape: 'unknown', ink: 'text-unknown' },
};

/** A line across the page about the page itself: stale, partial, unreachable. Read out when it appears. */
export function Banner(props: {
  tone: keyof typeof TONES;
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
}) {
  const tone = TONES[props.tone];
  return (
    <div role="status" className={cx('flex items-start gap-2 px-(--gutter) py-2 text-lg', tone.className)}>
      <StatusIcon shape={tone.shape} className={cx('mt-[3px]', tone.ink)} />
      <div className="min-w-0 flex-1">
        <b className={cx('font-semibold', tone.ink)}>{props.title}</b>
        {props.children ? <div className="text-md text-ink-2">{props.children}</div> : null}
      </div>
      {props.action}
    </div>
  );
}
