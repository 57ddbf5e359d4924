// @vitest-environment happy-dom
import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { NuqsTestingAdapter } from 'nuqs/adapters/testing';
import { afterEach, expect, test, vi } from 'vitest';
import { groupCausesExample } from '#lib/api/examples/causes.ts';
import type { Cause, GroupCauses } from '#lib/api/schemas/causes.ts';
import { createQueryClient } from '#lib/client/query-client.ts';
import { useCausesShown } from './use-causes-shown.ts';
import { WhyLine } from './why-line.tsx';

const [HUNG] = groupCausesExample.causes;
const IDLE: Cause = {
  kind: 'too-few-partitions',
  title: '2 of 6 members hold no partition.',
  phrases: [{ text: '2 of 6 members hold no partition.', names: null }],
  share: 0,
  since: null,
  proof: {
    section: 'members',
    from: '2026-11-23T13:50:30.000Z',
    to: '2026-11-23T14:05:30.000Z',
    topic: null,
    partition: null,
    memberId: null,
  },
};

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function Shown() {
  return (
    <dl>
      <WhyLine causes={useCausesShown('prod-eu', 'payments-worker')} />
    </dl>
  );
}

/** Shows the line of a group with these causes; gives the addresses that were asked. */
function show(causes: (Cause | undefined)[], search = '', at: string | null = groupCausesExample.at): string[] {
  const asked: string[] = [];
  const answer: GroupCauses = { ...groupCausesExample, at, causes: causes.filter((one) => one !== undefined) };
  vi.stubGlobal('fetch', async (path: string) => {
    asked.push(path);
    return Response.json(answer);
  });
  render(
    <NuqsTestingAdapter searchParams={search}>
      <QueryClientProvider client={createQueryClient()}>
        <Shown />
      </QueryClientProvider>
    </NuqsTestingAdapter>,
  );
  return asked;
}

test('says the first cause, leads to what proves it, and folds the others', async () => {
  const asked = show([HUNG, IDLE]);
  expect((await screen.findByText(/committed nothing on its 4 partitions/)).textContent).toContain('payments-3');
  expect(asked).toEqual(['/api/v1/clusters/prod-eu/groups/payments-worker/causes']);
  expect(screen.getByRole('link', { name: 'Show the member' }).getAttribute('href')).toBe(
    '#member-rN4TQ2cbTXWbVjRbYzZx2w',
  );
  expect(screen.getByRole('link', { name: 'Lag of payments 8' }).getAttribute('href')).toBe(
    '?from=2026-11-23T13%3A50%3A30.000Z&partition=payments%2F8#charts',
  );
  const more = screen.getByText('1 more cause');
  fireEvent.click(more);
  expect(more.closest('details')?.textContent).toContain('2 of 6 members hold no partition');
});

test('says nothing of a group that needs no explanation', async () => {
  const asked = show([]);
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  expect(screen.queryByText('Why')).toBeNull();
});

const PAST = '?from=2026-11-23T13:00:00.000Z&to=2026-11-23T14:05:30.000Z';

test('asks about the end of a range that is in the past, and leads to the charts of that time alone', async () => {
  const asked = show([HUNG], PAST);
  await screen.findByText(/committed nothing/);
  expect(asked).toEqual(['/api/v1/clusters/prod-eu/groups/payments-worker/causes?at=2026-11-23T14%3A05%3A30.000Z']);
  expect(screen.queryByRole('link', { name: 'Show the member' })).toBeNull();
  expect(screen.getByRole('link', { name: 'Lag of payments 8' }).getAttribute('href')).toContain('&to=2026-11-23T14');
});

test.each([
  ['2026-11-23T14:05:30.000Z', 'Nothing needed an explanation.'],
  [null, 'No poll of that time is kept.'],
])('says of a past moment without a cause why there is none', async (at, words) => {
  show([], PAST, at);
  expect(await screen.findByText(words)).toBeTruthy();
});
