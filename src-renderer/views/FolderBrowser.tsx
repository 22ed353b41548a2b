// Walks the folders of the PC that runs the peer, for windows without a native picker.
import { CornerLeftUp, Folder } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import type { FolderListing } from '../../src-shared/app-bridge.ts';
import { toErrorData, type ErrorData } from '../../src-shared/peer-error.ts';
import { useApp } from '../store/use-app.ts';
import { strings } from '../strings.ts';
import { FieldProblem } from './FieldProblem.tsx';

interface Props {
  start: string | null;
  onChoose: (path: string) => void;
  onClose: () => void;
}

/** The listing of one folder at a time; a folder that cannot be read leaves the last one in place. */
function useListing(start: string | null) {
  const { bridge } = useApp();
  const [listing, setListing] = useState<FolderListing | null>(null);
  const [problem, setProblem] = useState<ErrorData | null>(null);
  const open = useCallback(
    async (path: string | null): Promise<boolean> => {
      try {
        setListing(await bridge.call('list-folders', { path }));
        setProblem(null);
        return true;
      } catch (error) {
        setProblem(toErrorData(error));
        return false;
      }
    },
    [bridge],
  );
  useEffect(() => {
    const begin = async () => {
      // A typed path may not exist: then begin where the host begins.
      if (!(await open(start)) && start !== null) await open(null);
    };
    void begin();
  }, [open, start]);
  return { listing, problem, open };
}

export function FolderBrowser({ start, onChoose, onClose }: Props) {
  const { listing, problem, open } = useListing(start);
  return (
    <ModalOverlay
      className="overlay overlay-dialog"
      isDismissable
      isOpen
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
    >
      <Modal className="dialog">
        <Dialog className="dialog-content" data-testid="folder-browser">
          <Heading slot="title" className="dialog-title">
            {strings.folders.title}
          </Heading>
          <div className="dialog-body">
            <div className="folder-path">
              <Button
                className="icon-button"
                aria-label={strings.folders.up}
                isDisabled={listing?.parent === null || listing === null}
                onPress={() => void open(listing?.parent ?? null)}
              >
                <CornerLeftUp size={16} aria-hidden="true" />
              </Button>
              <code>{listing?.path ?? ''}</code>
            </div>
            {problem !== null && <FieldProblem error={problem} />}
            <FolderList listing={listing} onOpen={(path) => void open(path)} />
          </div>
          <div className="dialog-buttons">
            <Button className="button button-quiet" slot="close">
              {strings.cancel}
            </Button>
            <Button
              className="button button-accent"
              isDisabled={listing === null || listing.path === ''}
              data-testid="use-folder"
              onPress={() => listing !== null && onChoose(listing.path)}
            >
              {strings.folders.use}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function FolderList({ listing, onOpen }: { listing: FolderListing | null; onOpen: (path: string) => void }) {
  if (listing === null) return <div className="folder-list" />;
  return (
    <ul className="folder-list" aria-label={strings.folders.listLabel}>
      {listing.folders.length === 0 && <li className="quiet folder-none">{strings.folders.empty}</li>}
      {listing.folders.map((name) => (
        <li key={name}>
          <Button className="folder-row" onPress={() => onOpen(`${listing.path}/${name}`)}>
            <Folder size={16} aria-hidden="true" />
            {name}
          </Button>
        </li>
      ))}
    </ul>
  );
}
