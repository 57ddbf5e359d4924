'use client';
import { Popover as BasePopover } from '@base-ui/react/popover';
import type { ReactElement, ReactNode } from 'react';

/** A small panel that opens from `trigger`, for a form too small for a dialog. */
export function Popover(props: {
  trigger: ReactElement;
  title: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  children: ReactNode;
}) {
  return (
    <BasePopover.Root open={props.open} onOpenChange={props.onOpenChange}>
      <BasePopover.Trigger render={props.trigger} />
      <BasePopover.Portal>
        <BasePopover.Positioner sideOffset={4} align="end" className="z-40">
          <BasePopover.Popup className="rounded-md border border-line-strong bg-bg p-4 outline-none">
            <BasePopover.Title className="mb-3 font-semibold">{props.title}</BasePopover.Title>
            {props.children}
          </BasePopover.Popup>
        </BasePopover.Positioner>
      </BasePopover.Portal>
    </BasePopover.Root>
  );
}
