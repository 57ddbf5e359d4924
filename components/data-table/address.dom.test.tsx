// @vitest-environment happy-dom
import { act, cleanup, renderHook, waitFor } from '@testing-library/react';
import { NuqsTestingAdapter, type OnUrlUpdateFunction } from 'nuqs/adapters/testing';
import type { ReactNode } from 'react';
import { afterEach, expect, it, vi } from 'vitest';
import { useTimeRange } from '#lib/client/use-time-range.ts';
import { useSearchAddress, useSortAddress } from './use-table-address.ts';

afterEach(cleanup);

function at<Result>(address: string, hook: () => Result) {
  const onUrlUpdate = vi.fn<OnUrlUpdateFunction>();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <NuqsTestingAdapter searchParams={address} onUrlUpdate={onUrlUpdate} hasMemory rateLimitFactor={0}>
      {children}
    </NuqsTestingAdapter>
  );
  return { ...renderHook(hook, { wrapper }), onUrlUpdate };
}

it.each([
  ['', { kind: 'last', preset: '1h' }],
  ['?range=24h', { kind: 'last', preset: '24h' }],
  ['?range=2y', { kind: 'last', preset: '1h' }],
  ['?from=yesterday', { kind: 'last', preset: '1h' }],
  [
    '?from=2026-11-23T13:36:00.000Z&to=2026-11-23T14:06:00.000Z',
    { kind: 'between', fromMs: Date.parse('2026-11-23T13:36:00.000Z'), toMs: Date.parse('2026-11-23T14:06:00.000Z') },
  ],
  ['?from=2026-11-23T13:36:00.000Z', { kind: 'between', fromMs: Date.parse('2026-11-23T13:36:00.000Z'), toMs: null }],
] as const)('reads %j', (address, expected) => {
  expect(at(address, useTimeRange).result.current[0]).toEqual(expected);
});

it('a zoom is a step back away, and a preset takes the zoom out of the address', async () => {
  const { result, onUrlUpdate } = at('?range=6h&partition=payments%2F9', useTimeRange);
  await act(async () => result.current[1]({ kind: 'between', fromMs: 1_000_000, toMs: 2_000_000 }));
  await waitFor(() => expect(onUrlUpdate).toHaveBeenCalledTimes(1));
  const zoomed = onUrlUpdate.mock.lastCall?.[0];
  expect(zoomed?.options.history).toBe('push');
  expect(zoomed?.searchParams.get('from')).toBe('1970-01-01T00:16:40.000Z');
  expect(zoomed?.searchParams.get('range')).toBeNull();
  expect(zoomed?.searchParams.get('partition')).toBe('payments/9');

  await act(async () => result.current[1]({ kind: 'last', preset: '24h' }));
  await waitFor(() => expect(onUrlUpdate).toHaveBeenCalledTimes(2));
  const preset = onUrlUpdate.mock.lastCall?.[0].searchParams;
  expect([preset?.get('range'), preset?.get('from'), preset?.get('to')]).toEqual(['24h', null, null]);
});

const COLUMNS = ['name', 'lag'].map((id) => ({ id, header: id, value: () => null, width: 1 }));
const WORST = { columnId: 'name', descending: false };

it('the sort of a link is kept, one of no column is not, and the usual one stays out of the address', async () => {
  const hook = () => useSortAddress(COLUMNS, WORST);
  expect(at('?sort=-lag', hook).result.current[0]).toEqual({ columnId: 'lag', descending: true });
  expect(at('?sort=-password', hook).result.current[0]).toEqual(WORST);
  const { result, onUrlUpdate } = at('?sort=-lag', hook);
  await act(async () => result.current[1](WORST));
  await waitFor(() => expect(onUrlUpdate).toHaveBeenCalledTimes(1));
  expect(onUrlUpdate.mock.lastCall?.[0].searchParams.has('sort')).toBe(false);
});

it('an empty search leaves the address', async () => {
  const { result, onUrlUpdate } = at('?search=pay', useSearchAddress);
  expect(result.current[0]).toBe('pay');
  await act(async () => result.current[1](''));
  await waitFor(() => expect(onUrlUpdate).toHaveBeenCalledTimes(1));
  expect(onUrlUpdate.mock.lastCall?.[0].searchParams.has('search')).toBe(false);
});
