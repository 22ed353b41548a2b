// What stands where games would be: why there are none, and what to do about it.
import { Cable, Network, SearchX, ShieldCheck, HardDrive } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { useAppState, useUi } from '../store/use-app.ts';
import { strings } from '../strings.ts';
import { AddPeerForm } from './AddPeerForm.tsx';
import { OwnAddress } from './RoomBadge.tsx';

export function EmptyLibrary() {
  const gameCount = useAppState((state) => state.games.size);
  const peerCount = useAppState((state) => state.peers.size);
  const search = useUi((state) => state.search);
  const folderIsAway = useAppState(({ gameDir }) => (gameDir?.problem ?? null) !== null);
  if (gameCount > 0) return search.trim() === '' ? <EmptyFilter /> : <NoMatch search={search.trim()} />;
  // The notice above says what is wrong, and all that helps.
  if (folderIsAway) return null;
  return peerCount === 0 ? <Alone /> : <NoGames peerCount={peerCount} />;
}

function EmptyPage({ icon, title, children }: { icon: ReactNode; title: string; children: ReactNode }) {
  return (
    <section className="empty" data-testid="empty-library">
      <div className="empty-inner">
        <div className="empty-icon" aria-hidden="true">
          {icon}
        </div>
        <h2>{title}</h2>
        {children}
      </div>
    </section>
  );
}

function Alone() {
  return (
    <EmptyPage icon={<span className="radar" />} title={strings.empty.aloneTitle}>
      <p className="lead">{strings.empty.aloneLead}</p>
      <ul className="checks">
        <Check icon={<Cable size={20} />} title={strings.empty.cable} text={strings.empty.cableText} />
        <Check icon={<Network size={20} />} title={strings.empty.network} text={strings.empty.networkText} />
        <Check icon={<ShieldCheck size={20} />} title={strings.empty.firewall} text={strings.empty.firewallText} />
      </ul>
      <div className="empty-add">
        <AddPeerForm />
        <OwnAddress />
      </div>
    </EmptyPage>
  );
}

function Check({ icon, title, text }: { icon: ReactNode; title: string; text: string }) {
  return (
    <li>
      <span aria-hidden="true">{icon}</span>
      <div>
        <h3>{title}</h3>
        <p>{text}</p>
      </div>
    </li>
  );
}

function NoGames({ peerCount }: { peerCount: number }) {
  return (
    <EmptyPage icon={<HardDrive size={28} />} title={strings.empty.noGamesTitle}>
      <p className="lead">{strings.empty.noGamesLead(peerCount)}</p>
      <p className="lead">{strings.empty.noGamesHint}</p>
    </EmptyPage>
  );
}

function NoMatch({ search }: { search: string }) {
  const setSearch = useUi((state) => state.setSearch);
  const setFilter = useUi((state) => state.setFilter);
  const filter = useUi((state) => state.filter);
  return (
    <EmptyPage icon={<SearchX size={28} />} title={strings.empty.noMatchTitle(search)}>
      <p className="lead">{strings.empty.noMatchLead}</p>
      <div className="empty-buttons">
        <Button className="button" onPress={() => setSearch('')}>
          {strings.empty.clearSearch}
        </Button>
        {filter !== 'all' && (
          <Button className="button" onPress={() => setFilter('all')}>
            {strings.empty.showAll}
          </Button>
        )}
      </div>
    </EmptyPage>
  );
}

function EmptyFilter() {
  const filter = useUi((state) => state.filter);
  const setFilter = useUi((state) => state.setFilter);
  const installed = filter === 'installed';
  return (
    <EmptyPage
      icon={<HardDrive size={28} />}
      title={installed ? strings.empty.noInstalledTitle : strings.empty.noLocalTitle}
    >
      <p className="lead">{installed ? strings.empty.noInstalledLead : strings.empty.noLocalLead}</p>
      <div className="empty-buttons">
        <Button className="button" onPress={() => setFilter('all')}>
          {strings.empty.showAll}
        </Button>
      </div>
    </EmptyPage>
  );
}
