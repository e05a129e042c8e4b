export interface DayBar {
  /** As it stands under the bar. */
  label: string;
  /** Height of the bar: what was received, in the currency's minor units. A drawing needs no exact integers. */
  height: number;
  today: boolean;
}

const HEIGHT = 140;
/** Of each bar's place, in the drawing's own units. */
const PLACE = 20;
const GAP = 4;
/** From the last day backwards, so many days to the next one that is named. */
const NAMED_EVERY = 4;

/**
 * Bars in two colours: gold for today, which is not over yet, indigo for the days that are. Drawn by the server: it is
 * there without script too, and as wide as its place. Only a drawing: the table beside it says the same.
 */
export function DayChart({ bars, label }: { bars: readonly DayBar[]; label: string }) {
  const highest = Math.max(1, ...bars.map(({ height }) => height));
  return (
    <div className="day-chart" role="img" aria-label={label}>
      <svg viewBox={`0 0 ${bars.length * PLACE} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {bars.map(({ label: day, height, today }, index) => {
          const drawn = (HEIGHT * height) / highest;
          return (
            <rect
              key={day}
              className={today ? 'day-now' : 'day-over'}
              x={index * PLACE + GAP / 2}
              y={HEIGHT - drawn}
              width={PLACE - GAP}
              height={drawn}
            />
          );
        })}
      </svg>
      <p aria-hidden="true">
        {bars.map(({ label: day }, index) => (
          <span key={day}>{(bars.length - 1 - index) % NAMED_EVERY === 0 && day}</span>
        ))}
      </p>
    </div>
  );
}
