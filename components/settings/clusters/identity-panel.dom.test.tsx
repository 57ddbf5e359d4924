// @vitest-environment happy-dom
import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { createQueryClient } from '#lib/client/query-client.ts';
import { IdentityPanel } from './identity-panel.tsx';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const user = userEvent.setup();

const KEPT = { by: 'ada@example.com', at: '2026-11-23T14:02:31.000Z' };

/** The panel as a page shows it that was just loaded. */
function show(mayDecide: boolean, kept: typeof KEPT | null = null, mayReadAudit = mayDecide) {
  const foreign = { id: 'New', since: null, kept };
  render(
    <QueryClientProvider client={createQueryClient()}>
      <IdentityPanel cluster="prod" pinned="Old" foreign={foreign} mayDecide={mayDecide} mayReadAudit={mayReadAudit} />
    </QueryClientProvider>,
  );
}

/** What was sent; each request is answered with `status`. */
function answering(status: number, answer: unknown) {
  const sent: { path: string; body: unknown }[] = [];
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    sent.push({ path, body: JSON.parse(String(init.body)) });
    return Response.json(answer, { status });
  });
  return sent;
}

test('an admin keeps waiting by keyboard alone, with a reason', async () => {
  const sent = answering(200, { pinned: 'Old', foreign: { id: 'New', since: null, kept: KEPT } });
  show(true);
  await user.tab();
  await user.tab();
  await user.keyboard('{Enter}');
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Reason')));
  await user.keyboard('moved by mistake{Enter}');
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(sent).toEqual([
    {
      path: '/api/v1/clusters/prod/identity',
      body: { decision: 'keep', kafkaClusterId: 'New', reason: 'moved by mistake' },
    },
  ]);
});

test('a refusal stands in the dialog, which stays', async () => {
  answering(409, {
    code: 'IDENTITY_CHANGED',
    title: 'Another cluster answers than was shown',
    detail: 'look again',
    status: 409,
  });
  show(true);
  await user.click(screen.getByRole('button', { name: 'Accept the new cluster' }));
  await user.click(screen.getByRole('button', { name: 'Accept it' }));
  expect((await screen.findByRole('alert')).textContent).toContain('Another cluster answers than was shown');
  expect(screen.getByRole('dialog')).toBeTruthy();
});

test('who may not decide reads who may', () => {
  show(false);
  expect(screen.queryByRole('button')).toBeNull();
  expect(screen.getByText(/An admin of this cluster can accept it/)).toBeTruthy();
});

test('once somebody decided to wait it says who and when, and to an admin what is left to decide', () => {
  show(true, KEPT);
  expect(screen.getByRole('status').textContent).toMatch(/^ada@example.com decided to keep waiting .*14:02/);
  expect(screen.getAllByRole('button').map((button) => button.textContent)).toEqual(['Accept the new cluster']);
  expect(screen.getByRole('link', { name: 'Audit log' }).getAttribute('href')).toBe(
    '/audit?cluster=prod&action=cluster.identity',
  );
  cleanup();
  show(false, KEPT);
  expect(screen.getByRole('status').textContent).toContain('ada@example.com decided');
  expect(screen.queryByRole('link')).toBeNull();
});
