import type { ApiError } from '#lib/client/api-error.ts';
import { Button } from './button.tsx';
import { StatusIcon } from './icon.tsx';
import { Name } from './name.tsx';
import { sentence } from './sentence.ts';

/** What stands where something could not be loaded: what failed, what to do, and the way to ask again. */
export function ErrorState(props: {
  error: ApiError;
  what: string;
  onRetry: () => void;
  retrying: boolean;
  /** True where it stands for the whole page, and is its heading. */
  ofPage?: boolean;
}) {
  const { error } = props;
  const Heading = props.ofPage ? 'h1' : 'p';
  return (
    <div role="alert" className="flex items-start gap-2 py-6 text-lg">
      <StatusIcon shape="danger" className="mt-[3px] text-danger" />
      <div className="flex min-w-0 flex-col items-start gap-1">
        <Heading className="font-medium">
          {props.what} could not be loaded. {error.title}.
        </Heading>
        <p className="max-w-[76ch] text-ink-2">{sentence(error.detail)}</p>
        <p className="text-sm text-ink-3">
          <Name>{error.code}</Name>
          {error.requestId === null ? null : (
            <>
              {' '}
              · request <Name>{error.requestId}</Name>
              {error.logged ? ", also in the server's log" : ''}
            </>
          )}
        </p>
        <Button className="mt-2" onClick={props.onRetry} disabled={props.retrying} focusableWhenDisabled>
          {props.retrying ? 'Asking again…' : 'Try again'}
        </Button>
      </div>
    </div>
  );
}
