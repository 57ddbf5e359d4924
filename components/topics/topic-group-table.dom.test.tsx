// @vitest-environment happy-dom
import { cleanup, render } from '@testing-library/react';
import { AppRouterContext } from 'next/dist/shared/lib/app-router-context.shared-runtime';
import { NuqsTestingAdapter } from 'nuqs/adapters/testing';
import { afterEach, expect, it } from 'vitest';
import { testRouter } from '#components/ui/testing.ts';
import { topicDetailExample } from '#lib/api/examples/topics.ts';
import { plural } from '#lib/client/format-number.ts';
import { TopicGroupTable } from './topic-group-table.tsx';

afterEach(cleanup);

it.each([
  [0, null],
  [1, `reads from remote storage on ${plural(1, 'partition')}: its next record there is before the local log start`],
  [3, `reads from remote storage on ${plural(3, 'partition')}: its next records there are before the local log start`],
])('a group with %i partitions to read from remote storage next says so under its row', (remotePartitions, words) => {
  const groupList = topicDetailExample.groupList.map((group) => ({ ...group, remotePartitions }));
  const { container } = render(
    <AppRouterContext value={testRouter()}>
      <NuqsTestingAdapter>
        <TopicGroupTable cluster="prod-eu" topic={{ ...topicDetailExample, groupList }} />
      </NuqsTestingAdapter>
    </AppRouterContext>,
  );
  expect(container.textContent).toContain('payments-worker');
  if (words === null) expect(container.textContent).not.toContain('remote storage');
  else expect(container.textContent).toContain(words);
});
