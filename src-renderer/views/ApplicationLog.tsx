// The application log: live, by level, to be held still and copied.
import { Check, ChevronDown, Pause, Play } from 'lucide-react';
import { useLayoutEffect, useRef, useState } from 'react';
import { Button, ListBox, ListBoxItem, Popover, Select, SelectValue } from 'react-aria-components';
import type { LogLine } from '../../src-shared/log-line.ts';
import type { LogLevel } from '../../src-shared/peer-event.ts';
import { filterLines, formatLineTime, linesToText, LOG_LEVELS } from '../log-view.ts';
import { aboutTexts } from '../texts/about-texts.ts';
import { CopyButton } from './CopyButton.tsx';
import { useLogLines } from './use-log-lines.ts';

export function ApplicationLog() {
  const all = useLogLines();
  const [level, setLevel] = useState<LogLevel>('info');
  const [held, setHeld] = useState<readonly LogLine[] | null>(null);
  const lines = filterLines(held ?? all, level);
  const waiting = held === null ? 0 : all.filter(({ seq }) => seq > (held.at(-1)?.seq ?? 0)).length;
  return (
    <>
      <div className="about-tools">
        <LevelSelect level={level} onChange={setLevel} />
        <Button
          className="button button-quiet"
          data-testid="hold-log"
          onPress={() => setHeld(held === null ? all : null)}
        >
          {held === null ? <Pause size={16} aria-hidden="true" /> : <Play size={16} aria-hidden="true" />}
          {held === null ? aboutTexts.pause : aboutTexts.resume}
        </Button>
        <CopyButton text={() => linesToText(lines)} />
        <span className="about-count" data-testid="log-state" data-live={held === null || undefined}>
          {held === null ? `${aboutTexts.following} · ${aboutTexts.lines(lines.length)}` : aboutTexts.waiting(waiting)}
        </span>
      </div>
      <LineList lines={lines} isEmpty={all.length === 0} follows={held === null} />
    </>
  );
}

function LineList({ lines, isEmpty, follows }: { lines: readonly LogLine[]; isEmpty: boolean; follows: boolean }) {
  const list = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  // Whoever has scrolled up reads there, and is not pulled away.
  useLayoutEffect(() => {
    if (follows && atEnd.current && list.current !== null) list.current.scrollTop = list.current.scrollHeight;
  });
  const onScroll = ({ currentTarget: at }: React.UIEvent) => {
    atEnd.current = at.scrollHeight - at.scrollTop - at.clientHeight < 24;
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be in reach of the keyboard
    <div ref={list} className="about-list log-lines" role="log" aria-live="off" tabIndex={0} onScroll={onScroll}>
      {lines.length === 0 && <p className="quiet">{isEmpty ? aboutTexts.noLines : aboutTexts.noLinesOfLevel}</p>}
      {lines.map(({ seq, atMs, level, message }) => (
        <div key={seq} className="log-line" data-level={level} data-testid="log-line">
          <time>{formatLineTime(atMs)}</time>
          <span className="log-level">{aboutTexts.levels[level]}</span>
          <span className="log-message">{message}</span>
        </div>
      ))}
    </div>
  );
}

function LevelSelect({ level, onChange }: { level: LogLevel; onChange: (level: LogLevel) => void }) {
  return (
    <Select aria-label={aboutTexts.showFrom} value={level} onChange={(key) => onChange(key as LogLevel)}>
      <Button className="button select-button" data-testid="log-level">
        <SelectValue>{aboutTexts.fromLevel[level]}</SelectValue>
        <ChevronDown size={14} aria-hidden="true" />
      </Button>
      <Popover className="popover" placement="bottom start" offset={6}>
        <ListBox className="menu">
          {LOG_LEVELS.map((one) => (
            <ListBoxItem key={one} id={one} textValue={aboutTexts.fromLevel[one]} className="menu-item">
              <span className="menu-check">{one === level && <Check size={14} aria-hidden="true" />}</span>
              {aboutTexts.fromLevel[one]}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </Select>
  );
}
