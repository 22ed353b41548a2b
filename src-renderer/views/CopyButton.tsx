// Copies a text and says so in place.
import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { aboutTexts } from '../texts/about-texts.ts';

const SAID_FOR_MS = 2000;

interface Props {
  text: () => string;
  label?: string;
  className?: string;
  testId?: string;
}

export function CopyButton({
  text,
  label = aboutTexts.copy,
  className = 'button button-quiet',
  testId = 'copy-log',
}: Props) {
  const [said, setSaid] = useState<string | null>(null);
  useEffect(() => {
    const timer = said === null ? undefined : setTimeout(() => setSaid(null), SAID_FOR_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text());
      setSaid(aboutTexts.copied);
    } catch {
      setSaid(aboutTexts.copyFailed);
    }
  };
  const Icon = said === aboutTexts.copied ? Check : Copy;
  return (
    <Button className={className} data-testid={testId} onPress={() => void copy()}>
      <Icon size={16} aria-hidden="true" />
      <span aria-live="polite">{said ?? label}</span>
    </Button>
  );
}
