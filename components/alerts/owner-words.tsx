import { Name } from '#components/ui/name.tsx';
import type { Owner } from '#lib/api/schemas/owners.ts';
import { readableName } from '#lib/client/readable-name.ts';

/** Whose something is, how much it matters to them, and what they have written down to do about it. */
export function OwnerWords({ owner: { team, tier, runbook } }: { owner: Owner }) {
  return (
    <>
      <Name>{team}</Name>
      {tier === null ? null : (
        <>
          {', tier '}
          <Name>{tier}</Name>
        </>
      )}
      {runbook === null ? null : (
        <>
          {' · '}
          <a href={runbook} target="_blank" rel="noreferrer" className="underline underline-offset-3">
            Runbook of {readableName(team)}
          </a>
        </>
      )}
    </>
  );
}
