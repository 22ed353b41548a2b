// Nobody is here: what is usually wrong, and this PC's address to read out.
import { Cable, Network, ShieldCheck, Stethoscope } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { useAppState } from '../../store/use-app.ts';
import { roomTexts } from '../../texts/room-texts.ts';
import { AddPeerForm } from '../AddPeerForm.tsx';
import { CopyButton } from './CopyButton.tsx';

export function EmptyRoom({ onCheck }: { onCheck: () => void }) {
  const { steps } = roomTexts;
  return (
    <div className="room-empty" data-testid="room-empty">
      <div className="room-empty-head">
        <span className="empty-icon">
          <span className="radar" />
        </span>
        <h3>{roomTexts.emptyTitle}</h3>
        <p className="lead">{roomTexts.emptyLead}</p>
      </div>
      <div className="room-empty-columns">
        <ul className="checks">
          <Step icon={<Cable size={20} />} title={steps.cable} text={steps.cableText} />
          <Step icon={<Network size={20} />} title={steps.network} text={steps.networkText} />
          <Step icon={<ShieldCheck size={20} />} title={steps.firewall} text={steps.firewallText} />
        </ul>
        <div className="room-empty-side">
          <BigAddress />
          <AddPeerForm />
          <Button className="button" onPress={onCheck} data-testid="check-network">
            <Stethoscope size={16} aria-hidden="true" />
            {roomTexts.runCheck}
          </Button>
        </div>
      </div>
    </div>
  );
}

function Step({ icon, title, text }: { icon: ReactNode; title: string; text: string }) {
  return (
    <li>
      <span aria-hidden="true">{icon}</span>
      <div>
        <h4>{title}</h4>
        <p>{text}</p>
      </div>
    </li>
  );
}

const noAddresses: readonly string[] = [];

/** Large enough to be read out across a table. */
function BigAddress() {
  const addresses = useAppState((state) => state.self?.addresses ?? noAddresses);
  const [first, ...others] = addresses;
  if (first === undefined) return <p className="unset">{roomTexts.noAddress}</p>;
  return (
    <div className="big-address">
      <p className="quiet">{roomTexts.readOut}</p>
      <p className="big-address-row">
        <code data-testid="big-address">{first}</code>
        <CopyButton address={first} />
      </p>
      {others.map((address) => (
        <p key={address} className="big-address-other">
          <code>{address}</code>
          <CopyButton address={address} />
        </p>
      ))}
    </div>
  );
}
