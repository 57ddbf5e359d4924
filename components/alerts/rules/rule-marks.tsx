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
      className="rounded-sm px-1 text-sm font-normal whitespace-nowrap text-ink-3 inset-ring inset-ring-line-strong"
    >
      from file
    </span>
  );
}

type Told = Pick<Rule, 'destinations' | 'missingDestinations' | 'owners'>;

/** Whom a rule tells, and whom it would if there were such a destination. */
export function ToldDestinations({ rule }: { rule: Told }) {
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

/** Whom a rule tells of those that there are: destinations by their names, owners by whatever is theirs; null: nobody. */
export function toldWords(rule: Told): string | null {
  const there = thereIs(rule);
  if (rule.owners.length === 0) return there.length === 0 ? null : listText(there);
  return there.length === 0 ? 'owners alone' : `${listText(there)}, and owners`;
}

/** Its destinations that there are. */
const thereIs = ({ destinations, missingDestinations: missing }: Told): string[] =>
  destinations.filter((name) => !missing.includes(name));

/** Which destinations of a rule there are not; nothing where there are all. */
export function NoSuchDestination({ rule, className }: { rule: Told; className?: string }) {
  const missing = rule.missingDestinations;
  if (missing.length === 0) return null;
  return (
    <span title="Nobody is told there until a destination of that name is made" className={cx('text-warn', className)}>
      <StatusIcon shape="warn" className="inline-block align-[-0.125em]" /> there is no {listText(missing)}
    </span>
  );
}
