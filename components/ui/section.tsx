import type { ReactNode } from 'react';
import { cx } from './class-names.ts';

/** A part of a page: a title on a hairline, what belongs to it on the right. No box around it. */
export function Section(props: {
  id: string;
  title: string;
  note?: ReactNode;
  end?: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  return (
    <section aria-labelledby={props.id} className={cx('mt-6 min-w-0', props.className)}>
      <div className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1 border-b pb-1">
        <h2 id={props.id} className="scroll-mt-16 font-semibold">
          {props.title}
        </h2>
        {props.note ? <span className="text-sm text-ink-3">{props.note}</span> : null}
        {props.end ? <div className="ml-auto flex flex-wrap items-center gap-1">{props.end}</div> : null}
      </div>
      {props.children}
    </section>
  );
}
