import { ApiError } from './api-error.ts';
import { signInPage } from './next-path.ts';

/** Sends the browser to sign in, and back here afterwards, where an answer says that nobody is signed in any more. */
export function leaveWhenSignedOut(error: unknown): void {
  if (!(error instanceof ApiError) || error.code !== 'UNAUTHENTICATED') return;
  const { pathname, search } = window.location;
  window.location.assign(signInPage(pathname + search));
}
