// Two curves over the last minute: what comes off the network, and what goes to the disk.
import { useEffect, useRef } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { wantsLessMotion } from '../../appearance.ts';
import { formatRate } from '../../format.ts';
import { chartData, hasCurve, historyMs, type RateHistory } from '../../store/rate-history.ts';
import { downloadsPageTexts } from '../../texts/downloads-page-texts.ts';

const heightPx = 168;
/** Who wants less motion gets a still picture that is renewed now and then. */
const calmEveryMs = 3000;
const token = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export function RateChart({ history, title }: { history: RateHistory; title: string }) {
  const holder = useRef<HTMLDivElement>(null);
  const chart = useRef<UPlot | null>(null);
  const drawnMs = useRef(0);

  useEffect(() => {
    const element = holder.current;
    if (element === null) return undefined;
    const plot = new UPlot(chartOptions(element.clientWidth), [[], [], []], element);
    chart.current = plot;
    drawnMs.current = 0;
    const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: heightPx }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, []);

  useEffect(() => {
    const isCalm = wantsLessMotion(window);
    const atMs = history.samples.at(-1)?.atMs ?? 0;
    if (isCalm && drawnMs.current !== 0 && atMs - drawnMs.current < calmEveryMs) return;
    drawnMs.current = atMs;
    chart.current?.setData(chartData(history));
  }, [history]);

  const isDrawn = hasCurve(history);
  const text = isDrawn ? curveText(history) : downloadsPageTexts.noCurveYet;
  return (
    <figure className="rate-chart" data-testid="rate-chart">
      <div ref={holder} aria-hidden="true" />
      {!isDrawn && (
        <p className="rate-chart-none" aria-hidden="true" data-testid="no-curve">
          {downloadsPageTexts.noCurveYet}
        </p>
      )}
      <figcaption className="sr-only">{`${title}. ${text}`}</figcaption>
    </figure>
  );
}

function curveText({ samples, peak }: RateHistory): string {
  const { network, disk } = samples.at(-1) ?? { network: 0, disk: 0 };
  return downloadsPageTexts.chart(formatRate(network), formatRate(disk), formatRate(peak));
}

function chartOptions(width: number): UPlot.Options {
  const grid = { stroke: token('--line'), width: 1 };
  return {
    width,
    height: heightPx,
    padding: [12, 0, 4, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: [-historyMs / 1000, 0] },
      y: { range: (_plot, _min, max) => [0, Math.max(1_000_000, max * 1.15)] },
    },
    axes: [
      { show: false },
      {
        size: 76,
        gap: 8,
        stroke: token('--text-3'),
        font: `12px ${token('--font')}`,
        grid,
        ticks: { show: false },
        splits: (_plot, _axis, _min, max) => [0, max / 2, max],
        values: (_plot, splits) => splits.map((rate) => (rate === 0 ? '0' : formatRate(rate))),
      },
    ],
    series: [{}, curve('--accent', '26'), curve('--warm', '14')],
  };
}

/** `alpha`: two hex digits, for the ground under the curve. */
function curve(colour: string, alpha: string): UPlot.Series {
  return { stroke: token(colour), fill: `${token(colour)}${alpha}`, width: 2, points: { show: false } };
}
