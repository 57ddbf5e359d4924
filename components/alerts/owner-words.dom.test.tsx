// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { TestServer } from '#components/settings/testing.ts';
import { incidentDetailExample, incidentExample } from '#lib/api/examples/incidents.ts';
import { IncidentView } from './incident-view.tsx';
import { OwnerWords } from './owner-words.tsx';
import { alertsServer, incident, show } from './testing.tsx';

let server: TestServer;
beforeEach(() => {
  server = alertsServer('viewer');
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const fact = async (label: string) => (await screen.findByText(label)).nextElementSibling?.textContent;

it('says on the page of an incident whose it is, with what they have written down to do', async () => {
  show(<IncidentView id={incidentExample.id} />);
  expect(await fact('Owner')).toBe('payments, tier gold · Runbook of payments');
  const link = screen.getByRole('link', { name: 'Runbook of payments' });
  expect(link.getAttribute('href')).toBe('https://wiki.example.com/payments');
});

it('says nothing of an incident that is nobody’s', async () => {
  server.reads[`/api/v1/incidents/${incidentExample.id}`] = () =>
    Response.json({ ...incidentDetailExample, incident: incident({ owner: null }) });
  show(<IncidentView id={incidentExample.id} />);
  expect(await fact('Rule')).toContain('payments behind');
  expect(screen.queryByText('Owner')).toBeNull();
});

it('says no more than there is of an owner', () => {
  const { container } = render(<OwnerWords owner={{ team: 'search', tier: null, runbook: null }} />);
  expect(container.textContent).toBe('search');
});
