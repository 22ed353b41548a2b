// Copies an address, and says so.
import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { useApp } from '../../store/use-app.ts';
import { roomTexts } from '../../texts/room-texts.ts';

export function CopyButton({ address }: { address: string }) {
  const app = useApp();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(address);
      setCopied(true);
      app.ui.getState().announce(roomTexts.copied);
    } catch {
      app.ui.getState().toast({ title: roomTexts.copyFailed, message: address, tone: 'bad' });
    }
  };
  return (
    <Button className="icon-button icon-button-small" aria-label={roomTexts.copy(address)} onPress={() => void copy()}>
      {copied ? <Check size={15} aria-hidden="true" /> : <Copy size={15} aria-hidden="true" />}
    </Button>
  );
}
