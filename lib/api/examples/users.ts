import type { z } from 'zod';
import type { changedUserSchema, userListSchema, userSchema } from '../schemas/users.ts';

export const userExample: z.input<typeof userSchema> = {
  id: 'b3f1c2d4-0f3e-4c53-9a57-6f0f4f6f5a10',
  email: 'ada@example.com',
  name: 'Ada',
  disabled: false,
  self: false,
  hasPassword: true,
  providers: [],
  groups: [],
  grants: [{ clusters: 'prod-*', role: 'operator' }],
  sessions: 1,
  lastSeenAt: '2026-11-23T14:02:31.000Z',
  createdAt: '2026-11-20T09:00:00.000Z',
};

/** Examples of the OpenAPI document; the schemas type them, so they stay true. */
export const userListExample: z.input<typeof userListSchema> = { items: [userExample], nextCursor: null };

export const changedUserExample: z.input<typeof changedUserSchema> = { user: userExample, password: null };
