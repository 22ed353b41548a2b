// The choice whether this browser tells of games while its page is hidden. It holds at once, for this browser alone.
import { Check } from 'lucide-react';
import { useState } from 'react';
import { Checkbox } from 'react-aria-components';
import { canNotify, chooseNotifying, isNotifying } from '../follow-notices.ts';
import { noticeTexts } from '../texts/notice-texts.ts';

export function BrowserNotices() {
  const [isOn, setOn] = useState(isNotifying);
  const [refused, setRefused] = useState(false);
  if (!canNotify()) return null;
  const choose = async (wanted: boolean) => {
    const now = await chooseNotifying(wanted);
    setOn(now);
    setRefused(wanted && !now);
  };
  return (
    <section className="settings-section" data-testid="browser-settings">
      <h3>{noticeTexts.title}</h3>
      <div className="choice">
        <Checkbox
          className="checkbox"
          data-testid="browser-notices"
          isSelected={isOn}
          onChange={(wanted) => void choose(wanted)}
        >
          <span className="checkbox-box">
            <Check size={14} strokeWidth={3} aria-hidden="true" />
          </span>
          <span>{noticeTexts.choice}</span>
        </Checkbox>
        <p className="help" role={refused ? 'alert' : undefined}>
          {refused ? noticeTexts.refused : noticeTexts.help}
        </p>
      </div>
    </section>
  );
}
