/**
 * Why a sign-in at the identity provider came to nothing, in the words of the audit log and of the page that tells of it:
 * `unreachable`: the provider, or what it needs, did not answer in time or not as it should; `misconfigured`: it says that it is
 * another issuer than ours is set to; `not-begun-here`: no sign-in with that state was begun in this browser, or it was long ago,
 * or has been used; `refused`: the provider or the person said no; `invalid`: what the provider gave does not prove who came;
 * the rest: who came is known, and may not come in.
 */
export const OIDC_FAILURES = [
  'unreachable',
  'misconfigured',
  'not-begun-here',
  'refused',
  'invalid',
  'no-email',
  'email-unverified',
  'email-taken',
  'unknown-user',
  'disabled',
] as const;
export type OidcFailure = (typeof OIDC_FAILURES)[number];

/** A sign-in that came to nothing. The message is for the log: it says what was seen, and bears no secret. */
export class OidcError extends Error {
  /** By its name: the client may come from another bundle of the framework, whose class of the same name is not this one. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'OidcError';
  }

  override readonly name = 'OidcError';
  readonly failure: OidcFailure;
  /** Who it was about, as the provider calls them; null where that is not known. */
  readonly who: string | null;

  constructor(
    failure: OidcFailure,
    message: string,
    { who = null, cause }: { who?: string | null; cause?: unknown } = {},
  ) {
    super(message, cause === undefined ? {} : { cause });
    this.failure = failure;
    this.who = who;
  }
}
