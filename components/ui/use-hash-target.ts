'use client';
import { useEffect } from 'react';

/** Scrolls to what the address names after `#`, once it is there: the browser looked for it before there was any data. */
export function useHashTarget(isThere: boolean): void {
  useEffect(() => {
    if (isThere) targetOf(window.location.hash)?.scrollIntoView();
  }, [isThere]);
}

function targetOf(hash: string): HTMLElement | null {
  try {
    return document.getElementById(decodeURIComponent(hash.slice(1)));
  } catch {
    // No encoded name.
    return null;
  }
}
