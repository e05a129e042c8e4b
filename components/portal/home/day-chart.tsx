'use client';

import { Bar, BarChart, Cell, ResponsiveContainer, XAxis } from 'recharts';

export interface DayBar {
  /** As it stands under the bar. */
  label: string;
  /** Height of the bar: what was received, in the currency's minor units. A drawing needs no exact integers. */
  height: number;
  today: boolean;
}

/**
 * Bars in two colours: gold for today, which is not over yet, indigo for the days that are. Only a drawing: the table beside
 * it says the same, so screen readers and keys pass over it.
 */
export function DayChart({ bars, label }: { bars: readonly DayBar[]; label: string }) {
  return (
    <div className="day-chart" role="img" aria-label={label}>
      <ResponsiveContainer width="100%" height={170} initialDimension={{ width: 600, height: 170 }}>
        <BarChart
          data={[...bars]}
          accessibilityLayer={false}
          margin={{ top: 4, right: 0, bottom: 0, left: 0 }}
          barCategoryGap="18%"
        >
          <XAxis
            dataKey="label"
            tickLine={false}
            axisLine={{ stroke: 'var(--line)' }}
            tick={{ fill: 'var(--soft)', fontSize: 12 }}
            interval="equidistantPreserveStart"
            minTickGap={8}
            padding={{ left: 14, right: 14 }}
          />
          <Bar dataKey="height" radius={[4, 4, 0, 0]} isAnimationActive={false}>
            {bars.map(({ label: day, today }) => (
              <Cell key={day} fill={today ? 'var(--gold)' : 'var(--act)'} />
            ))}
          </Bar>
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}
