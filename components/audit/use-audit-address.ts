'use client';
import { debounce, parseAsIsoDateTime, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { AUDIT_OUTCOMES } from '#components/status/audit-outcome.ts';
import type { AuditListFilter } from '#lib/client/audit.ts';

const ADDRESS = {
  search: parseAsString.withDefault(''),
  actor: parseAsString.withDefault(''),
  action: parseAsString.withDefault(''),
  cluster: parseAsString,
  outcome: parseAsStringLiteral(AUDIT_OUTCOMES),
  from: parseAsIsoDateTime,
  to: parseAsIsoDateTime,
};

/** Typing should not write the address at every key. */
const TYPING_DEBOUNCE_MS = 200;
const TYPED = ['search', 'actor', 'action'] as const;

export interface AuditAddress {
  filter: AuditListFilter;
  /** True where something narrows the list. */
  narrowed: boolean;
  set: (change: Partial<AuditListFilter>) => void;
  reset: () => void;
}

/** Which entries the page shows, kept in its address. */
export function useAuditAddress(): AuditAddress {
  const [filter, setFilter] = useQueryStates(ADDRESS);
  return {
    filter,
    narrowed: Object.values(filter).some((value) => value !== null && value !== ''),
    set: (change) => {
      const isTyping = TYPED.some((field) => change[field]);
      void setFilter(change, isTyping ? { limitUrlUpdates: debounce(TYPING_DEBOUNCE_MS) } : {});
    },
    reset: () => void setFilter(null),
  };
}
