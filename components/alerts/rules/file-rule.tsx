'use client';
import Link from 'next/link';
import { type ReactNode, useEffect, useRef } from 'react';
import { Button, buttonStyle } from '#components/ui/button.tsx';
import { Name } from '#components/ui/name.tsx';
import { METRICS } from '#lib/alerts/rule.ts';
import type { Rule } from '#lib/api/schemas/rules.ts';
import { formatCount } from '#lib/client/format-number.ts';
import { labelText, numberText } from './rule-draft.ts';
import { FromFile, ToldDestinations } from './rule-marks.tsx';

const WITHOUT_DATA = { keep: 'stays as it was', alert: 'fires', resolve: 'is over' };

/** A rule that is changed in its file: all that it says, to be read, and the way to another one like it. */
export function FileRule(props: { rule: Rule; list: string; onCopy: () => void }) {
  const { rule } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  // The list that was here had the focus.
  useEffect(() => heading.current?.focus(), []);
  return (
    <>
      <h1 ref={heading} tabIndex={-1} className="text-name font-semibold outline-none [overflow-wrap:anywhere]">
        <Name>{rule.name}</Name> <FromFile rule={rule} />
      </h1>
      <p className="mt-1 max-w-[76ch] text-ink-2">
        It stands in <span className="code [overflow-wrap:anywhere]">{rule.sourceFile}</span> and is changed there: the
        next start of the collector takes that over.
      </p>
      <dl className="mt-4 grid max-w-[104ch] gap-x-4 gap-y-2 md:grid-cols-[9rem_minmax(0,1fr)]">
        <Row label="Fires">{rule.enabled ? rule.sentence : `${rule.sentence}, but it is switched off`}</Row>
        <Row label="Severity">{rule.severity}</Row>
        <Row label="Tells">
          <ToldDestinations rule={rule} />
        </Row>
        {rule.tellOwner ? null : <Row label="Owners">Are not told</Row>}
        <Row label="Is over">{endWords(rule)}</Row>
        <Row label="Without data">
          It {WITHOUT_DATA[rule.noData.policy]} after {formatCount(rule.noData.afterSeconds)} s
        </Row>
        {rule.repeatSeconds === null ? null : (
          <Row label="Is told again">Every {formatCount(rule.repeatSeconds)} s until somebody acknowledges it</Row>
        )}
        {Object.keys(rule.labels).length === 0 ? null : (
          <Row label="Labels">
            <span className="code">{labelText(rule.labels)}</span>
          </Row>
        )}
        {rule.runbook === null ? null : (
          <Row label="Runbook">
            <a href={rule.runbook} className="link" rel="noreferrer">
              {rule.runbook}
            </a>
          </Row>
        )}
      </dl>
      <div className="mt-5 flex flex-wrap items-center gap-2 border-t pt-4">
        <Button onClick={props.onCopy}>Copy as a new rule</Button>
        <Link href={props.list} className={buttonStyle()}>
          All rules
        </Link>
      </div>
    </>
  );
}

function endWords({ condition: { metric, clearThreshold }, keepFiringSeconds }: Rule): string {
  const held = `held for ${formatCount(keepFiringSeconds)} s`;
  if (metric === 'status') return `Below that status, ${held}`;
  return `At or ${METRICS[metric].isBelow ? 'above' : 'below'} ${numberText(clearThreshold)}, ${held}`;
}

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{label}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </>
  );
}
