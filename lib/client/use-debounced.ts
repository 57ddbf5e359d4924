'use client';
import { useEffect, useState } from 'react';

const SETTLED_AFTER_MS = 150;

/** The value once it has not changed for a moment: so that typing a word asks the server once. */
export function useDebounced(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLED_AFTER_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
