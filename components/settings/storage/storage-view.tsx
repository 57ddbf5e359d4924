'use client';
import { Bytes } from '#components/ui/amount.tsx';
import { Answer } from '#components/ui/answer.tsx';
import { LoadedIfAllowed } from '#components/ui/forbidden.tsx';
import { StatusIcon } from '#components/ui/icon.tsx';
import { Name } from '#components/ui/name.tsx';
import { Section } from '#components/ui/section.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import type { Storage } from '#lib/api/schemas/settings.ts';
import { useStorage } from '#lib/client/settings.ts';
import { FamilyTable } from './family-table.tsx';
import { secretsSentence, storageAnswer } from './storage-words.ts';

/** Does the history fit, and what is kept since when? */
export function StorageView() {
  const storage = useStorage();
  return (
    <LoadedIfAllowed
      query={storage}
      what="The figures of the storage"
      forWhom="those with a role on all clusters (*)"
      skeleton={<Skeleton className="h-7 w-96 max-w-full" />}
    >
      {(data) => (
        <>
          <Answer phrases={storageAnswer(data)} />
          <BudgetBar storage={data} />
          <Section id="history" title="History" note="what is kept, and since when">
            <FamilyTable storage={data} />
            <p className="mt-3 max-w-[76ch] text-ink-2">
              Beyond the budget (<Name>TIDEMARK_HISTORY_BUDGET_GB</Name>) the oldest days of polls go first, then the
              oldest months of hours. Where Postgres is on this machine{' '}
              <Bytes value={storage.data?.reserveBytes ?? 0} /> of disk are left to others (
              <Name>TIDEMARK_HISTORY_RESERVE_MB</Name>). The whole database takes <Bytes value={data.databaseBytes} />.
            </p>
          </Section>
          <Section id="secrets" title="Stored secrets" note="sealed with the key of the installation">
            <Secrets secrets={data.secrets} />
          </Section>
        </>
      )}
    </LoadedIfAllowed>
  );
}

function BudgetBar({ storage: { bytes, budgetBytes } }: { storage: Storage }) {
  const share = Math.min(1, bytes / budgetBytes);
  return (
    <div aria-hidden="true" className="mt-3 h-2 max-w-[40rem] overflow-hidden rounded-sm bg-sunk">
      <div
        className={share >= 0.9 ? 'h-full bg-warn' : 'h-full bg-accent'}
        style={{ width: `${(share * 100).toFixed(2)}%` }}
      />
    </div>
  );
}

const SHAPES = { ok: 'ok', warn: 'warn', danger: 'danger' } as const;
const INKS = { ok: 'text-ok', warn: 'text-warn', danger: 'text-danger' };

function Secrets({ secrets }: { secrets: Storage['secrets'] }) {
  const { text, tone } = secretsSentence(secrets);
  return (
    <div className="mt-3 flex flex-col gap-1">
      <p className="flex gap-2">
        <StatusIcon shape={SHAPES[tone]} className={`mt-0.5 ${INKS[tone]}`} />
        {text}
      </p>
      {secrets.missing.length === 0 ? null : (
        <ul className="ml-6 flex flex-col text-ink-2">
          {secrets.missing.map(({ owner, keyId, because }) => (
            <li key={owner} className="[overflow-wrap:anywhere]">
              <Name>{owner}</Name>:{' '}
              {because === 'other-key' ? `sealed with key ${keyId}, which is not here` : 'changed since it was sealed'}.
              Enter it anew.
            </li>
          ))}
        </ul>
      )}
      <p className="text-sm text-ink-3">
        Key <Name>{secrets.keyId}</Name>
      </p>
    </div>
  );
}
