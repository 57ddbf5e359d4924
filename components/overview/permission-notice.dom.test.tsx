import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { calmCluster } from '#components/shell/testing.ts';
import type { FailureDto } from '#lib/api/schemas/common.ts';
import { PermissionNotice } from './permission-notice.tsx';

afterEach(cleanup);

const shown = (failures: FailureDto[]) => {
  render(<PermissionNotice cluster={{ ...calmCluster(), failures }} />);
  return screen.queryByRole('status')?.textContent ?? null;
};
const failure = (code: string, message: string): FailureDto => ({ code, message, brokerId: null, since: null });

it('is silent where all may be seen, whatever else is wrong', () => {
  expect(shown([failure('BROKER_UNREACHABLE', 'connection refused')])).toBeNull();
});

it('says what is lacking and how to grant it', () => {
  const message =
    'what is shown may be incomplete. Tidemark lacks: Describe on the cluster. To grant it: kafka-acls --add';
  expect(shown([failure('INCOMPLETE_PERMISSIONS', message)])).toBe(
    'Not all of prod-eu may be seen.What is shown may be incomplete. Tidemark lacks: Describe on the cluster. To grant it: kafka-acls --add.Commands to copy',
  );
  expect(screen.getByRole('link').getAttribute('href')).toBe('/settings/clusters#cluster-prod-eu');
});
