import { Quiet } from '#components/data-table/cells.tsx';
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

/** Whom a rule tells of those that there are: destinations by their names, owners by whatever is theirs; null: nobody. */
export function toldWords({
  destinations,
  missingDestinations,
  owners,
}: Pick<Rule, 'destinations' | 'missingDestinations' | 'owners'>): string | null {
  const there = destinations.filter((name) => !missingDestinations.includes(name));
  if (owners.length === 0) return there.length === 0 ? null : listText(there);
  return there.length === 0 ? 'owners alone' : `${listText(there)}, and owners`;
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

/** Whom a rule tells, and whom it would tell if they were there. */
export function Told({ rule }: { rule: Rule }) {
  const told = toldWords(rule);
  if (told === null && rule.destinations.length === 0) return <Quiet>the console alone</Quiet>;
  return (
    <>
      {told === null ? null : (
        <span title={rule.owners.length === 0 ? undefined : `Owners: ${listText(rule.owners)}`}>{told} </span>
      )}
      <NoSuchDestination rule={rule} />
    </>
  );
}
