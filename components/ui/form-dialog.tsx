'use client';
import type { ReactNode } from 'react';
import type { ApiError } from '#lib/client/api-error.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Refusal } from './refusal.tsx';

/** A few fields, or one question, in a dialog: Enter sends, Escape leaves. */
export function FormDialog(props: {
  title: string;
  /** Room for two columns. */
  wide?: boolean;
  open: boolean;
  onClose: () => void;
  /** What the button that sends says: what will be done. */
  action: string;
  /** What is sent takes something away. */
  destructive?: boolean;
  pending: boolean;
  /** What became of sending it, where no field says it. */
  error: ApiError | null;
  onSend: () => void;
  finalFocus?: () => HTMLElement | null;
  children: ReactNode;
}) {
  const { pending, error } = props;
  return (
    <Dialog
      title={props.title}
      titleShown
      wide={props.wide ?? false}
      open={props.open}
      onOpenChange={(open) => {
        if (!open) props.onClose();
      }}
      {...(props.finalFocus && { finalFocus: props.finalFocus })}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!pending) props.onSend();
        }}
      >
        <div className="flex max-h-[60vh] flex-col gap-4 overflow-y-auto px-4 pt-3 pb-4">
          {error ? <Refusal error={error} /> : null}
          {props.children}
        </div>
        <div className="flex justify-end gap-2 border-t bg-sunk px-4 py-3">
          <Button onClick={props.onClose}>Cancel</Button>
          <Button
            type="submit"
            look={props.destructive ? 'danger' : 'primary'}
            aria-busy={pending}
            disabled={pending}
            focusableWhenDisabled
          >
            {props.action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
