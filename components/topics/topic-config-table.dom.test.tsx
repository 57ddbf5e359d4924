// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { topicDetailExample } from '#lib/api/examples/topics.ts';
import type { TopicDetail } from '#lib/api/schemas/topics.ts';
import { TopicConfigTable } from './topic-config-table.tsx';

afterEach(cleanup);

const show = (changes: Partial<TopicDetail>) =>
  render(<TopicConfigTable cluster="prod-eu" topic={{ ...topicDetailExample, configs: null, ...changes }} />);

it('waits for a configuration that was not read yet', () => {
  show({});
  expect(screen.getByText('The configuration has not been read yet')).toBeTruthy();
});

it('says what to grant where Kafka refuses it', () => {
  const message = 'no permission: grant DescribeConfigs on this topic to the principal Tidemark uses';
  show({ failure: { code: 'TOPIC_AUTHORIZATION_FAILED', message, brokerId: null, since: null } });
  expect(screen.getByText('The configuration cannot be read')).toBeTruthy();
  expect(screen.getByText(message)).toBeTruthy();
});
