import { nameParts } from '#lib/client/readable-name.ts';
import { cx } from './class-names.ts';

/**
 * A name from the cluster: group, topic, client, host. What cannot be seen in it is written out, and marked as not its
 * own letters; letters that run the other way turn nothing but themselves.
 */
export function Name({ children: name, className }: { children: string; className?: string }) {
  return (
    <bdi className={cx('id', className)}>
      {nameParts(name).map(({ text, escaped }, place) =>
        escaped ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: a piece is known by its place
          <span key={place} className="rounded-[2px] bg-sunk px-0.5 text-ink-3 inset-ring inset-ring-line">
            {text}
          </span>
        ) : (
          text
        ),
      )}
    </bdi>
  );
}
