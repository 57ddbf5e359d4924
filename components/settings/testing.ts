import { QueryClientProvider } from '@tanstack/react-query';
import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { AppRouterContext } from 'next/dist/shared/lib/app-router-context.shared-runtime';
import { NuqsTestingAdapter } from 'nuqs/adapters/testing';
import { createElement, type ReactNode } from 'react';
import { vi } from 'vitest';
import { testRouter } from '#components/ui/testing.ts';
import { changedGrantExample, grantListExample } from '#lib/api/examples/grants.ts';
import { createdTokenExample, tokenListExample } from '#lib/api/examples/tokens.ts';
import { changedUserExample, userListExample } from '#lib/api/examples/users.ts';
import { createQueryClient } from '#lib/client/query-client.ts';

/** A server for the pages of the settings: what it was sent, and what it says. */
export interface TestServer {
  sent: { method: string; path: string; body: unknown }[];
  /** What it answers to what is read, by path; each is told the query. */
  reads: Record<string, (query: URLSearchParams) => Response>;
  /** What it answers to what is asked with a body, by path: that changes nothing. */
  questions: Record<string, (asked: unknown) => Response>;
  /** What it answers to a change; null: as when all is well. */
  answer: (() => Response) | null;
}

const DONE: Record<string, unknown> = {
  tokens: createdTokenExample,
  grants: changedGrantExample,
  users: changedUserExample,
};

/** Stands in for the server and the size of the window until the stubs of the test are taken away. */
export function testServer(): TestServer {
  const server: TestServer = {
    sent: [],
    reads: {
      '/api/v1/tokens': () => Response.json(tokenListExample),
      '/api/v1/grants': () => Response.json(grantListExample),
      '/api/v1/users': () => Response.json(userListExample),
      '/api/v1/clusters': () => Response.json({ items: [] }),
    },
    questions: {},
    answer: null,
  };
  vi.stubGlobal('fetch', async (path: string, { method = 'GET', body }: RequestInit = {}) => {
    const [place = path, query = ''] = path.split('?');
    if (method === 'GET')
      return server.reads[place]?.(new URLSearchParams(query)) ?? new Response(null, { status: 404 });
    const question = server.questions[place];
    if (question !== undefined) return question(body === undefined ? null : JSON.parse(String(body)));
    server.sent.push({ method, path, body: body === undefined ? null : JSON.parse(String(body)) });
    return server.answer?.() ?? Response.json(DONE[path.split('/')[3] ?? '']);
  });
  vi.spyOn(HTMLElement.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 1600, 33));
  return server;
}

/** What a server answers that refuses. */
export const problem =
  (status: number, code: string, errors: { parameter: string; message: string }[] = []) =>
  (): Response =>
    Response.json(
      { title: 'It cannot be', status, code, detail: 'Do something else', requestId: 'r1', errors },
      { status },
    );

/** Draws a page of the settings; gives who uses it. */
export function show(view: ReactNode) {
  const queries = createElement(QueryClientProvider, { client: createQueryClient() }, view);
  render(createElement(AppRouterContext, { value: testRouter() }, createElement(NuqsTestingAdapter, null, queries)));
  return userEvent.setup();
}

export const inDialog = () => within(screen.getByRole('dialog'));
