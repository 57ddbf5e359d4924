import { cx } from '#components/ui/class-names.ts';
import { StatusIcon } from '#components/ui/icon.tsx';
import { type StatusLook, TONE_FILL, TONE_INK } from './tone.ts';

/** A status: shape, word and colour together. `big` stands beside a title, the plain one in a row. */
export function StatusBadge({ look, big = false }: { look: StatusLook; big?: boolean }) {
  return (
    <span
      title={look.meaning}
      className={cx(
        'inline-flex max-w-full items-center gap-1.5 align-middle font-semibold tracking-[0.03em] whitespace-nowrap',
        big ? 'h-6 rounded-sm px-2 text-sm' : '-translate-y-px text-xs',
        TONE_INK[look.tone],
        big && TONE_FILL[look.tone],
      )}
    >
      <StatusIcon shape={look.shape} />
      <span className="truncate">{look.word}</span>
    </span>
  );
}
