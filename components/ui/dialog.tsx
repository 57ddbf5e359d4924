'use client';
import { Dialog as BaseDialog } from '@base-ui/react/dialog';
import type { ReactNode } from 'react';
import { cx } from './class-names.ts';

/** A panel over the page that takes the focus and gives it back. `title` names it, and is shown where asked for. */
export function Dialog(props: {
  title: string;
  titleShown?: boolean;
  /** Room for two columns. */
  wide?: boolean;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Where the focus goes when it closes; where it was, unless told otherwise. */
  finalFocus?: () => HTMLElement | null;
  children: ReactNode;
}) {
  return (
    <BaseDialog.Root open={props.open} onOpenChange={props.onOpenChange}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className="fixed inset-0 z-40 bg-backdrop" />
        <BaseDialog.Popup
          {...(props.finalFocus ? { finalFocus: props.finalFocus } : {})}
          className={cx(
            'fixed top-[12vh] left-1/2 z-50 -translate-x-1/2 overflow-hidden rounded-md border border-line-strong bg-bg outline-none',
            props.wide ? 'w-[min(960px,calc(100vw-32px))]' : 'w-[min(560px,calc(100vw-32px))]',
          )}
        >
          <BaseDialog.Title className={props.titleShown ? 'px-4 pt-4 text-lg font-semibold' : 'sr-only'}>
            {props.title}
          </BaseDialog.Title>
          {props.children}
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}
