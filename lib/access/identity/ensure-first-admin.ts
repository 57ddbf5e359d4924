import type { Secret } from '#lib/config/secret.ts';
import type { Database } from '#lib/db/database.ts';
import { DatabaseError } from '#lib/db/errors.ts';
import { type CarryOutOptions, carryOut } from '../audit/carry-out.ts';
import type { AuditSubject } from '../audit/contract.ts';
import { adminExists } from './admin-exists.ts';
import { makeFirstAdmin } from './first-admin.ts';
import { newSetupLink } from './setup-link.ts';

/** Where the first admin comes from. */
export interface FirstAdminSettings {
  adminEmail: string | null;
  adminPassword: Secret | null;
  setupLinkMs: number;
}

export type FirstAdminState = { there: true } | { made: string } | { link: string };

/** Sees to it that there can be an admin: one is there, was made from the settings, or can be made with the path of a new link. */
export async function ensureFirstAdmin(
  database: Database,
  { adminEmail, adminPassword, setupLinkMs }: FirstAdminSettings,
  now: Date,
  { audit, log }: Pick<CarryOutOptions, 'audit' | 'log'>,
): Promise<FirstAdminState> {
  if (await adminExists(database)) return { there: true };
  if (adminEmail === null || adminPassword === null) return { link: await newSetupLink(database, now, setupLinkMs) };
  const { hashPassword } = await import('better-auth/crypto');
  const passwordHash = await hashPassword(adminPassword.reveal());
  return carryOut<FirstAdminState>(
    bySettings(adminEmail),
    {
      before: null,
      after: { clusters: '*', role: 'admin' },
      act: async () => {
        const result = await makeFirstAdmin(database, { email: adminEmail, passwordHash }, null, now);
        if ('refused' in result) return { answer: { there: true }, failed: 'SETUP_DONE' };
        return { answer: { made: adminEmail } };
      },
    },
    { audit, log, codeOf: (error) => (error instanceof DatabaseError ? error.code : 'INTERNAL_ERROR') },
  );
}

/** Nobody asked for it by a request: whoever wrote the settings did. */
const bySettings = (email: string): AuditSubject => ({
  actor: { kind: 'system', id: 'settings', name: 'settings' },
  origin: { address: null, userAgent: null, requestId: '' },
  action: 'setup.complete',
  cluster: null,
  target: email,
  reason: null,
});
