// @vitest-environment happy-dom
import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { clusterOverviewExample } from '#lib/api/examples/clusters.ts';
import { topicRowExample } from '#lib/api/examples/topics.ts';
import { TopicsInDanger } from './topics-in-danger.tsx';

const CALM = { offline: 0, underMinIsr: 0, atMinIsr: 0, underReplicated: 0, reassigning: 0, notPreferred: 0 };

afterEach(cleanup);

it.each([
  [0, 0, 'none'],
  [2, 6, '2, worst first'],
  [12, 36, '12, worst first'],
  [12, 37, 'the 12 worst'],
])('%d topics with 3 partitions each, of %d that the cluster counts: %s', (count, atMinIsr, says) => {
  const topicsInDanger = Array.from({ length: count }, (_, index) => ({
    ...topicRowExample,
    name: `topic-${index}`,
    replication: { ...CALM, atMinIsr: 3 },
  }));
  const replication = { ...CALM, atMinIsr };
  const { container } = render(<TopicsInDanger cluster={{ ...clusterOverviewExample, topicsInDanger, replication }} />);
  expect(container.textContent).toContain(`Topics in danger${says}`);
});
