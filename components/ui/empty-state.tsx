import type { ReactNode } from 'react';

/** What stands where a list has nothing to show: why, and what would change that. */
export function EmptyState({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="flex flex-col items-start gap-1 py-6 text-lg">
      <p className="font-medium">{title}</p>
      {children ? <div className="max-w-[76ch] text-ink-2">{children}</div> : null}
    </div>
  );
}
