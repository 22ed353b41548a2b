// The room: who is here, who has what and how it spreads, and whether the network is in order.
import { X } from 'lucide-react';
import { useCallback, useState } from 'react';
import {
  Button,
  Dialog,
  Heading,
  Modal,
  ModalOverlay,
  Tab,
  TabList,
  TabPanel,
  Tabs,
  type Key,
} from 'react-aria-components';
import { useRoomView } from '../../store/use-room-view.ts';
import { useApp, useAppState, useUi } from '../../store/use-app.ts';
import { strings } from '../../strings.ts';
import { roomTexts } from '../../texts/room-texts.ts';
import { DoctorTab } from './DoctorTab.tsx';
import { EmptyRoom } from './EmptyRoom.tsx';
import { PeersTab } from './PeersTab.tsx';
import { SpreadTab } from './SpreadTab.tsx';

/** Rows of the matrix are asked for in steps of so many, a step ahead of what is looked at. */
const rowStep = 30;

const rowsToAsk = (looked: number) => (Math.ceil(looked / rowStep) + 1) * rowStep;

export function RoomPage() {
  const app = useApp();
  const open = useUi((state) => state.roomOpen);
  return (
    <ModalOverlay
      className="overlay overlay-page"
      isDismissable
      isOpen={open}
      onOpenChange={(isOpen) => app.ui.getState().showRoom(isOpen)}
    >
      <Modal className="page">
        <Dialog className="page-dialog" data-testid="room-page">
          <RoomContent />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function RoomContent() {
  const others = useAppState((state) => [...state.peers.values()].filter((peer) => peer.state === 'connected').length);
  const [tab, setTab] = useState<Key>('peers');
  const [search, setSearch] = useState('');
  const [limit, setLimit] = useState(rowsToAsk(0));
  const lookAt = useCallback((rows: number) => setLimit(rowsToAsk(rows)), []);
  const { view, refresh } = useRoomView(search, limit);
  return (
    <Tabs className="room-tabs" selectedKey={tab} onSelectionChange={setTab}>
      <div className="page-head">
        <div>
          <Heading slot="title" className="dialog-title">
            {roomTexts.title}
          </Heading>
          <p className="quiet">{roomTexts.subtitle(others)}</p>
        </div>
        <TabList className="tab-list" aria-label={roomTexts.title}>
          <RoomTab id="peers" />
          <RoomTab id="spread" />
          <RoomTab id="check" />
        </TabList>
        <Button slot="close" className="icon-button" aria-label={strings.close}>
          <X size={18} aria-hidden="true" />
        </Button>
      </div>
      <TabPanel id="peers" className="tab-panel">
        <PeersHere view={view} onChanged={refresh} onCheck={() => setTab('check')} />
      </TabPanel>
      <TabPanel id="spread" className="tab-panel tab-panel-wide">
        <SpreadTab view={view} search={search} onSearch={setSearch} onRows={lookAt} />
      </TabPanel>
      <TabPanel id="check" className="tab-panel">
        <DoctorTab />
      </TabPanel>
    </Tabs>
  );
}

function RoomTab({ id }: { id: keyof typeof roomTexts.tabs }) {
  return (
    <Tab id={id} className="tab" data-testid={`room-tab-${id}`}>
      {roomTexts.tabs[id]}
    </Tab>
  );
}

/** With nobody here, what to do about it comes first. */
function PeersHere({ onCheck, ...props }: Parameters<typeof PeersTab>[0] & { onCheck: () => void }) {
  const isAlone = useAppState((state) => state.peers.size === 0);
  const blocked = props.view?.report.blocked ?? [];
  return isAlone && blocked.length === 0 ? <EmptyRoom onCheck={onCheck} /> : <PeersTab {...props} />;
}
