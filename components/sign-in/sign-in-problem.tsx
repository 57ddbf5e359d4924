import { StatusIcon } from '#components/ui/icon.tsx';
import type { SignInProblem } from '#lib/api/schemas/session.ts';

/** What happened, and what to do about it. */
const WORDS: Record<SignInProblem, [title: string, advice: string]> = {
  unreachable: [
    'The identity provider cannot be asked',
    'Try again in a minute. If it stays so, tell whoever runs it; the log of the console says what did not answer. Users with a' +
      ' password can sign in with it meanwhile.',
  ],
  misconfigured: [
    'The identity provider and this console do not agree',
    'Ask an admin: issuer, client id and secret must be those that the provider has. The log of the console says what differs.',
  ],
  'not-begun-here': [
    'This sign-in was not begun in this browser, or is over',
    'Begin it again here. It must be finished in the same browser, within ten minutes, and its link works once.',
  ],
  refused: ['The identity provider let nobody in', 'Begin again, or ask whoever runs it whether you may use Tidemark.'],
  invalid: [
    'What the identity provider said does not hold',
    'Begin again. If it stays so, ask an admin: the log of the console says what was wrong with it.',
  ],
  'no-email': [
    'The identity provider tells no email address',
    'Ask whoever runs it to give Tidemark the email of its users, or an admin to ask for the right scope.',
  ],
  'email-unverified': [
    'The identity provider has not verified your email address',
    'Verify it there, and begin again.',
  ],
  'email-taken': [
    'A user with your email address is there already',
    'Sign in with its password, or ask an admin: only a setting lets the identity provider speak for it.',
  ],
  'unknown-user': ['Tidemark does not know you', 'Ask an admin to make a user with your email address.'],
  disabled: ['Your user is disabled', 'Ask an admin whether you are to come in again.'],
  'too-many-attempts': ['Too many sign-ins from here came to nothing', 'Try again in some minutes.'],
};

const isKnown = (problem: string): problem is SignInProblem => Object.hasOwn(WORDS, problem);

/** Why a sign-in elsewhere came back without anybody; nothing for what is no reason. */
export function SignInProblemNote({ problem }: { problem: string }) {
  if (!isKnown(problem)) return null;
  const [title, advice] = WORDS[problem];
  return (
    <div role="alert" className="flex gap-2 bg-danger-soft px-3 py-2">
      <StatusIcon shape="danger" className="mt-0.5 text-danger" />
      <div className="min-w-0">
        <b className="font-semibold text-danger">{title}.</b> {advice}
      </div>
    </div>
  );
}
