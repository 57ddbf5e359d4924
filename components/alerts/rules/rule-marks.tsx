import { cx } from '#components/ui/class-names.ts';
import { StatusIcon } from '#components/ui/icon.tsx';
import type { Rule } from '#lib/api/schemas/rules.ts';
import { listText } from './rule-draft.ts';

/** That a rule stands in a file, and so is changed there; nothing of one of the console. */
export function FromFile({ rule: { source, sourceFile } }: { rule: Pick<Rule, 'source' | 'sourceFile'> }) {
  if (source === 'console') return null;
  return (
    <span
      title={`It stands in ${sourceFile}: change it there`}
      className="inline-block rounded-sm px-1 text-sm whitespace-nowrap text-ink-3 inset-ring inset-ring-line-strong"
    >
      from file
    </span>
  );
}

/** Which destinations of a rule there are not; nothing where there are all. */
export function NoSuchDestination(props: { rule: Pick<Rule, 'missingDestinations'>; className?: string }) {
  const { missingDestinations: missing } = props.rule;
  if (missing.length === 0) return null;
  return (
    <span
      title="Nobody is told there until a destination of that name is made"
      className={cx('inline-flex items-center gap-1 text-warn', props.className)}
    >
      <StatusIcon shape="warn" />
      there is no {listText(missing)}
    </span>
  );
}
