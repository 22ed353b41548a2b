// State of an open form that outlives the page's load in another language.
import { useEffect, useState, type Dispatch, type SetStateAction } from 'react';
import { useApp } from '../store/use-app.ts';

/** As `useState`; `name` is that of the one field or group of fields in the whole window. */
export function useDraft<T>(name: string, initial: () => T): [T, Dispatch<SetStateAction<T>>] {
  const { drafts } = useApp();
  const [value, setValue] = useState(() => drafts.take(name, initial()));
  useEffect(() => drafts.hold(name, value), [drafts, name, value]);
  return [value, setValue];
}
