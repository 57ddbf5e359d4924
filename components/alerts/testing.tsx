import { QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { AppRouterContext } from 'next/dist/shared/lib/app-router-context.shared-runtime';
import { NuqsTestingAdapter } from 'nuqs/adapters/testing';
import type { ReactNode } from 'react';
import { type TestServer, testServer } from '#components/settings/testing.ts';
import { ClusterProvider } from '#components/shell/cluster-context.tsx';
import { calmCluster } from '#components/shell/testing.ts';
import { testRouter } from '#components/ui/testing.ts';
import { deliveryListExample, destinationExample } from '#lib/api/examples/destinations.ts';
import { lagSeriesExample } from '#lib/api/examples/groups.ts';
import { incidentDetailExample, incidentExample, incidentListExample } from '#lib/api/examples/incidents.ts';
import { rulePreviewExample } from '#lib/api/examples/rule-preview.ts';
import { changedRuleExample, checkedRuleExample, ruleListExample } from '#lib/api/examples/rules.ts';
import type { Incident } from '#lib/api/schemas/incidents.ts';
import type { SessionDto } from '#lib/api/schemas/session.ts';
import type { Incidents } from '#lib/client/alerts.ts';
import { createQueryClient } from '#lib/client/query-client.ts';

const CLUSTER = 'prod-eu';
const NONE_OVER: Incidents = { items: [], nextCursor: null, firing: incidentListExample.firing };

/** A server for the pages of alerts, asked by somebody with a role on all clusters. */
export function alertsServer(role: 'viewer' | 'operator' | 'admin' = 'admin'): TestServer {
  const session: SessionDto = {
    who: { kind: 'user', name: 'ada@example.com', signedIn: true },
    grants: [{ clusters: '*', role }],
    installation: role,
    clusters: [{ name: CLUSTER, role }],
    setupNeeded: false,
  };
  const server = testServer();
  Object.assign(server.reads, {
    '/api/v1/session': () => Response.json(session),
    '/api/v1/rules': () => Response.json(ruleListExample),
    '/api/v1/destinations': () => Response.json({ items: [destinationExample], missing: [] }),
    '/api/v1/deliveries': () => Response.json(deliveryListExample),
    '/api/v1/incidents/pending': () => Response.json({ items: [], count: 0 }),
    '/api/v1/incidents': (query: URLSearchParams) =>
      Response.json(query.get('state') === 'resolved' ? NONE_OVER : incidentListExample),
    '/api/v1/clusters/prod-eu/groups/payments-worker/lag': () => Response.json(lagSeriesExample),
    [`/api/v1/incidents/${incidentExample.id}`]: () => Response.json(incidentDetailExample),
  });
  server.questions['/api/v1/rules/check'] = () => Response.json({ ...checkedRuleExample, warnings: [] });
  server.questions['/api/v1/silences/check'] = () => Response.json({ firing: 1, warnings: [] });
  server.questions['/api/v1/rules/preview'] = () => Response.json(rulePreviewExample);
  server.answer = () => Response.json(changedRuleExample);
  return server;
}

/** An incident, like the one of the examples but for this. */
export const incident = ({
  severity,
  ...changes
}: Partial<Incident> & Partial<Pick<Incident['rule'], 'severity'>>) => ({
  ...incidentExample,
  ...changes,
  rule: { ...incidentExample.rule, ...(severity && { severity }) },
});

/** Has the server answer with these incidents that fire, and these that are over. */
export function putIncidents(
  server: TestServer,
  firing: readonly Incident[],
  resolved: readonly Incident[] = [],
): void {
  const answers: Record<string, readonly Incident[]> = { firing, resolved };
  server.reads['/api/v1/incidents'] = (query) =>
    Response.json({ items: answers[query.get('state') ?? ''] ?? [], nextCursor: null, firing: firing.length });
}

/** Draws a page of the cluster at an address; gives who uses it. */
export function show(view: ReactNode, searchParams = '', queries = createQueryClient()) {
  render(
    <AppRouterContext value={testRouter()}>
      <NuqsTestingAdapter searchParams={searchParams} hasMemory rateLimitFactor={0}>
        <QueryClientProvider client={queries}>
          <ClusterProvider name={CLUSTER} row={calmCluster()}>
            {view}
          </ClusterProvider>
        </QueryClientProvider>
      </NuqsTestingAdapter>
    </AppRouterContext>,
  );
  return userEvent.setup();
}
