/** What Postgres, or the way to it, said to a call of the Prisma client. */
export interface DriverError {
  /** False where no connection came up. */
  reachable: boolean;
  sqlState: string | null;
  message: string;
}

/** Prisma's own codes for a server that does not answer, and for a pool or a transaction that had to wait too long. */
const UNREACHABLE = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028']);

/**
 * The driver's error inside one of the Prisma client; null for any other error. By names and shapes: the client may come from
 * another bundle, and its message quotes the call with what was to be written, so only the driver's words are taken.
 */
export function driverErrorOf(error: unknown): DriverError | null {
  if (!isPrismaError(error)) return null;
  const cause = driverCause(error);
  if (UNREACHABLE.has(error.code)) return { reachable: false, sqlState: null, message: 'Postgres cannot be reached' };
  if (cause === null) return null;
  return { reachable: true, sqlState: cause.originalCode, message: cause.originalMessage ?? error.code };
}

function isPrismaError(error: unknown): error is Error & { code: string; meta?: unknown } {
  return error instanceof Error && error.name.startsWith('PrismaClient') && 'code' in error;
}

function driverCause({ meta }: { meta?: unknown }) {
  const cause = field(field(meta, 'driverAdapterError'), 'cause');
  const originalCode = field(cause, 'originalCode');
  const originalMessage = field(cause, 'originalMessage');
  if (typeof originalCode !== 'string') return null;
  return { originalCode, originalMessage: typeof originalMessage === 'string' ? originalMessage : null };
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
