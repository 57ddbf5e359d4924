// @vitest-environment happy-dom
import { cleanup, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { ParkedNotice } from './parked-notice.tsx';
import { alertsServer, show } from './testing.tsx';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

it('says to admins why pages were not delivered, by whom, and leads to the log of that destination', async () => {
  const server = alertsServer('admin');
  const asked = vi.fn(server.reads['/api/v1/deliveries']);
  server.reads['/api/v1/deliveries'] = asked;
  show(<ParkedNotice cluster="prod-eu" parked={2} />);
  expect(screen.getByRole('status').textContent).toMatch(/^2.pages could not be delivered\./);
  expect(await screen.findByText(/^400 .* from pagerduty-prod\.$/)).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Delivery log' }).getAttribute('href')).toBe(
    '/clusters/prod-eu/alerts?tab=destinations&log=2',
  );
  expect(Object.fromEntries(asked.mock.calls[0]?.[0] ?? [])).toMatchObject({ cluster: 'prod-eu', state: 'parked' });
});

it('says to others how many, and asks for nothing that is not theirs', async () => {
  const server = alertsServer('operator');
  const asked = vi.fn(server.reads['/api/v1/deliveries']);
  server.reads['/api/v1/deliveries'] = asked;
  show(<ParkedNotice cluster="prod-eu" parked={1} />);
  await waitFor(() =>
    expect(screen.getByRole('status').textContent).toMatch(/^1.page could not be delivered\.An admin/),
  );
  expect(screen.queryByRole('link')).toBeNull();
  expect(asked).not.toHaveBeenCalled();
});

it('takes no room where all was delivered', () => {
  alertsServer('admin');
  show(<ParkedNotice cluster="prod-eu" parked={0} />);
  expect(screen.queryByRole('status')).toBeNull();
});
