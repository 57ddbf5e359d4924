// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { ApiError, networkError } from '#lib/client/api-error.ts';
import { ErrorState } from './error-state.tsx';
import { Loaded, type QueryLike } from './loaded.tsx';

afterEach(cleanup);

const refetch = vi.fn();
const problem = (status: number) =>
  new ApiError({
    code: 'DATABASE_UNAVAILABLE',
    status,
    title: 'The database does not answer',
    detail: 'Start it.',
    requestId: 'r-7',
  });

function show(query: Partial<QueryLike<string>>) {
  refetch.mockClear();
  render(
    <Loaded
      query={{ data: undefined, error: null, isFetching: false, refetch, ...query }}
      what="The groups of prod-eu"
      skeleton={<p>bars</p>}
      notFound={<p>no such group</p>}
    >
      {(data) => <p>{data}</p>}
    </Loaded>,
  );
}

it('shows bars and says what is loading', () => {
  show({ isFetching: true });
  expect(screen.getByRole('status', { name: 'The groups of prod-eu: loading' }).getAttribute('aria-busy')).toBe('true');
});

it('shows the data', () => {
  show({ data: 'rows' });
  expect(screen.getByText('rows')).toBeTruthy();
  expect(screen.queryByRole('status')).toBeNull();
});

it('says what failed, what to do, what the log calls it, and asks again', async () => {
  show({ error: problem(503) });
  const alert = screen.getByRole('alert');
  expect(alert.textContent).toContain('The groups of prod-eu could not be loaded. The database does not answer.');
  expect(alert.textContent).toContain('Start it.');
  expect(alert.textContent).toContain("request r-7, also in the server's log");
  expect(screen.getByRole('heading', { level: 1 })).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(refetch).toHaveBeenCalledOnce();
});

it.each([400, 404, 429])('promises nothing of the log for a %s, which is not in it', (status) => {
  render(<ErrorState error={problem(status)} what="The lag" onRetry={refetch} retrying={false} />);
  expect(screen.getByRole('alert').textContent).toMatch(/request r-7Try again$/);
});

it('names what does not exist', () => {
  show({ error: problem(404), data: 'rows of before' });
  expect(screen.getByText('no such group')).toBeTruthy();
  expect(screen.queryByText('rows of before')).toBeNull();
});

it('keeps what was read when renewing it fails, and says so', () => {
  show({ data: 'rows', error: problem(500) });
  expect(screen.getByText('rows')).toBeTruthy();
  expect(screen.getByRole('status').textContent).toContain('could not be renewed');
});

it.each([
  ['the server', networkError(new TypeError('fetch failed'))],
  ['the database', problem(503)],
])('leaves it to the bar of the page to say that %s is away', (_, error) => {
  show({ data: 'rows', error });
  expect(screen.getByText('rows')).toBeTruthy();
  expect(screen.queryByRole('status')).toBeNull();
});
