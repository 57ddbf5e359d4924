import type { AuditLog, AuditSubject, Json } from './contract.ts';

/** What is to be done, as the audit log tells it before. */
export interface AuditedChange<Answer> {
  before: Json;
  after: Json;
  /** Does it; `after` where that turned out otherwise than planned, `failed` with a code where nothing was done after all. */
  act(): Promise<Acted<Answer>>;
}

export type Acted<Answer> = { answer: Answer; after?: Json } | { answer: Answer; failed: string };

export interface CarryOutOptions {
  audit: Pick<AuditLog, 'intend' | 'conclude'>;
  /** The code by which the audit log knows what was thrown. */
  codeOf(error: unknown): string;
  log: { error(fields: object, message: string): void };
}

/**
 * Does a change between two rows of the audit log: what is to be done, and how it ended. If the first cannot be written, nothing is
 * done; if only the second cannot, the change stands and the log of the process says so. Throws a DatabaseError, or what `act` does.
 */
export async function carryOut<Answer>(
  subject: AuditSubject,
  { before, after, act }: AuditedChange<Answer>,
  { audit, codeOf, log }: CarryOutOptions,
): Promise<Answer> {
  const intent = await audit.intend(subject, { before, after });
  const conclude = (ended: Parameters<AuditLog['conclude']>[1]) =>
    audit.conclude(intent, ended).catch((err: unknown) => {
      log.error({ err, audit: String(intent.id), ...ended }, 'how a change ended is not in the audit log');
    });
  let acted: Acted<Answer>;
  try {
    acted = await act();
  } catch (error) {
    await conclude({ outcome: 'failed', detail: codeOf(error) });
    throw error;
  }
  await conclude(
    'failed' in acted ? { outcome: 'failed', detail: acted.failed } : { outcome: 'done', after: acted.after ?? after },
  );
  return acted.answer;
}
