'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { CheckedRule } from '#lib/api/schemas/rules.ts';
import { sendJson } from './api.ts';
import type { ApiError } from './api-error.ts';

const NONE: CheckedRule['warnings'] = [];

/** What is doubtful in a rule that is not saved yet; `asked` is a RuleInput as JSON. Of one that cannot be nothing is. */
export function useRuleWarnings(asked: string): CheckedRule['warnings'] {
  const { data, isError } = useQuery<CheckedRule, ApiError>({
    queryKey: ['rule-check', asked],
    queryFn: () => sendJson('POST', '/api/v1/rules/check', JSON.parse(asked)),
    placeholderData: keepPreviousData,
    gcTime: 0,
    retry: false,
  });
  return isError ? NONE : (data?.warnings ?? NONE);
}
