import { prismaAdapter } from 'better-auth/adapters/prisma';
import { createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { betterAuth } from 'better-auth/minimal';
import type { BetterAuthPlugin, Session } from 'better-auth/types';
import { z } from 'zod';
import { MAX_PASSWORD, MIN_PASSWORD } from '#lib/config/value-types.ts';
import type { Database } from '#lib/db/database.ts';
import { prismaOf } from '#lib/db/prisma.ts';
import { cookiePrefix } from './session-cookie.ts';

export interface BetterAuthOptions {
  database: Database;
  /** What cookies are signed with. */
  secret: string;
  /** How browsers reach the console: `https` makes cookies that are sent over TLS only. */
  baseUrl: string;
  sessionMs: number;
  log: { error(details: object, message: string): void };
}

/** Gives a browser a session, which is what every way of signing in ends with; null where its user is disabled or gone. */
const startSession = createAuthEndpoint(
  {
    method: 'POST',
    requireHeaders: true,
    body: z.object({ userId: z.string(), ipAddress: z.string(), userAgent: z.string() }),
  },
  async (context) => {
    const { userId, ...origin } = context.body;
    const { internalAdapter } = context.context;
    const user = await internalAdapter.findUserById(userId);
    // Null where the hook below refuses it, whatever the type says.
    const session: Session | null = user && (await internalAdapter.createSession(userId, false, origin));
    if (user === null || session === null) return null;
    await setSessionCookie(context, { session, user });
    return { id: session.id };
  },
);

/**
 * better-auth on our tables, for users, sessions, passwords and sign-in elsewhere. Its own routes are served nowhere: our
 * operations call `api`, so that each is admitted, limited and audited like all others.
 */
export function makeBetterAuth<Plugins extends BetterAuthPlugin[] = []>(
  { database, secret, baseUrl, sessionMs, log }: BetterAuthOptions,
  ...plugins: Plugins
) {
  const isSecure = baseUrl.startsWith('https:');
  return betterAuth({
    appName: 'Tidemark',
    baseURL: baseUrl,
    // As a list: a single one would give way to a variable of better-auth's own.
    secrets: [{ version: 1, value: secret }],
    database: prismaAdapter(prismaOf(database), { provider: 'postgresql', transaction: true }),
    user: {
      modelName: 'appUser',
      additionalFields: {
        disabled: { type: 'boolean', required: false, defaultValue: false, input: false },
        groups: { type: 'string[]', required: false, defaultValue: [], input: false },
      },
    },
    session: { modelName: 'appSession', expiresIn: sessionMs / 1000, disableSessionRefresh: true },
    account: { modelName: 'appAccount' },
    verification: { modelName: 'appVerification' },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: MIN_PASSWORD,
      maxPasswordLength: MAX_PASSWORD,
    },
    databaseHooks: {
      session: {
        create: {
          /** Whoever is disabled gets no session, whichever way it comes. */
          before: async ({ userId }) => {
            const user = await prismaOf(database).appUser.findUnique({ where: { id: userId } });
            return user !== null && !user.disabled;
          },
        },
      },
    },
    plugins: [{ id: 'tidemark', endpoints: { startSession } }, ...plugins],
    advanced: {
      cookiePrefix: cookiePrefix(isSecure),
      // It would write a prefix of its own, which is weaker than ours.
      useSecureCookies: false,
      defaultCookieAttributes: { secure: isSecure },
    },
    // Ours are in front of every operation.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: {
      level: 'error',
      disableColors: true,
      log: (_, message, ...details) => log.error({ err: details.find((it) => it instanceof Error) }, message),
    },
  });
}

export type BetterAuth = ReturnType<typeof makeBetterAuth<[]>>;
