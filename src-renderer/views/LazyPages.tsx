// Pages that are loaded when they are first opened, so that the first view stays small.
import { lazy, Suspense, useState } from 'react';
import { useUi } from '../store/use-app.ts';

const RoomPage = lazy(async () => ({ default: (await import('./room/RoomPage.tsx')).RoomPage }));

const DownloadsPage = lazy(async () => ({
  default: (await import('./downloads/DownloadsPage.tsx')).DownloadsPage,
}));

export function LazyPages() {
  const room = useOnceTrue(useUi((state) => state.roomOpen));
  const downloads = useOnceTrue(useUi((state) => state.downloadsOpen));
  return (
    <Suspense fallback={null}>
      {room && <RoomPage />}
      {downloads && <DownloadsPage />}
    </Suspense>
  );
}

/** Stays true, so that a page can also be seen closing. */
function useOnceTrue(value: boolean): boolean {
  const [wasTrue, setWasTrue] = useState(value);
  if (value && !wasTrue) setWasTrue(true);
  return wasTrue || value;
}
