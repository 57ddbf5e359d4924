'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { CheckedRule } from '#lib/api/schemas/rules.ts';
import { sendJson } from './api.ts';
import type { ApiError } from './api-error.ts';

/** What is said of a rule that is not saved yet; `asked` is a RuleInput as JSON. Null of one that cannot be, and before it is said. */
export function useCheckedRule(asked: string): CheckedRule | null {
  const { data, isError } = useQuery<CheckedRule, ApiError>({
    queryKey: ['rule-check', asked],
    queryFn: () => sendJson('POST', '/api/v1/rules/check', JSON.parse(asked)),
    placeholderData: keepPreviousData,
    gcTime: 0,
    retry: false,
  });
  return isError ? null : (data ?? null);
}
