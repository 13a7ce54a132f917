import type { APIMessageTopLevelComponent } from 'discord.js';
import type {
  DecisionSeries,
  ServerFigures,
  ServiceFigures,
  Statistics,
  WorkerFigures,
} from '../app/stats.ts';
import { type CurrencyCode, formatMoney } from '../domain/money.ts';
import { type Period, periods } from '../domain/period.ts';
import type { BarChart } from '../ports/charts.ts';
import type { Message, MessageFile } from '../ports/messenger.ts';
import { button, buttonRow } from './button.ts';
import { duration } from './duration.ts';
import { cut, shownLine } from './text.ts';
import { withArticle, workerName } from './words.ts';

/** The figures of each of the reader's roles in words, with buttons for other periods and for a chart. */
export function statsMessage(statistics: Statistics, period: Period, chart?: MessageFile): Message {
  const { server, own, teams, worker, defaultCurrency, workerTitle } = statistics;
  const asWorker = withArticle(workerName({ workflow: 'service', workerTitle }));
  const blocks = [
    ...(server === undefined ? [] : [serverBlock(server)]),
    ...(own === undefined ? [] : [serviceBlock('Your services', own)]),
    ...(teams === undefined ? [] : [serviceBlock('Your teams’ services', teams)]),
    ...(worker === undefined ? [] : [workerBlock(worker, defaultCurrency, asWorker)]),
  ];
  const title = `📊 Statistics · ${periodName(period)}`;
  if (blocks.length === 0)
    return {
      content: `${title}\nThere is nothing to count for you yet: this counts the work of ${asWorker}, and the services you sell. What you ordered is in /myorders.`,
      embeds: [],
      components: [],
    };
  return {
    content: title,
    embeds: [{ description: blocks.map((lines) => lines.join('\n')).join('\n\n') }],
    components: [periodRow(period)],
    ...(chart === undefined ? {} : { files: [chart] }),
  };
}

function serverBlock(figures: ServerFigures): string[] {
  const { orders, pending, reasons, looked } = figures;
  return [
    '**The whole server**',
    `Orders added: **${count(orders)}** · completed: **${count(figures.completed)}**`,
    `Waiting for a review now: **${count(pending)}**`,
    rejectionLine(figures),
    `Average time from handing in to the decision: **${average(figures.averageReviewMs)}**`,
    ...(reasons.length === 0
      ? []
      : [
          looked === 1
            ? 'Why work was rejected:'
            : `Why work was rejected, by the latest ${looked} rejections:`,
          ...reasons.map((one) => `> ${one.count} × ${shownLine(one.reason, 120)}`),
        ]),
  ];
}

function serviceBlock(title: string, figures: ServiceFigures): string[] {
  const { complete, all } = figures.ended;
  return [
    `**${title}**`,
    `Orders added: **${count(figures.orders)}**`,
    all === 0
      ? 'Completion rate: no order has ended'
      : `Completion rate: **${percent(complete, all)}** (${count(complete)} of ${count(all)} that ended)`,
    rejectionLine(figures),
    `Average time from handing in to the decision: **${average(figures.averageReviewMs)}**`,
  ];
}

function workerBlock(figures: WorkerFigures, defaultCurrency: CurrencyCode, asWorker: string): string[] {
  const earned = figures.earned.map((money) => `**${formatMoney(money, defaultCurrency)}**`);
  return [
    `**Your work as ${asWorker}**`,
    `Completed: **${count(figures.completed)}** · waiting for a review now: **${count(figures.pending)}**`,
    rejectionLine(figures),
    `Average time from getting an order to handing in what was accepted: **${average(figures.averageCompletionMs)}**`,
    `Earned: ${earned.length === 0 ? '**nothing yet**' : earned.join(' · ')}`,
  ];
}

function rejectionLine({ completed, rejected }: { completed: number; rejected: number }): string {
  const all = completed + rejected;
  return all === 0
    ? 'Rejection rate: nothing was decided'
    : `Rejection rate: **${percent(rejected, all)}** (${count(rejected)} of ${count(all)} decisions)`;
}

function count(number: number): string {
  return number.toLocaleString('en');
}

function percent(part: number, all: number): string {
  return `${Math.round((part / all) * 100)} %`;
}

function average(ms: number | undefined): string {
  return ms === undefined ? 'nothing to average yet' : duration(ms);
}

function periodName(period: Period): string {
  return period === 'all time' ? period : `last ${period}`;
}

function periodRow(period: Period): APIMessageTopLevelComponent {
  return buttonRow(
    ...periods.map((one) => ({
      ...button(`${one.charAt(0).toUpperCase()}${one.slice(1)}`, `stats:period:${one}`),
      disabled: one === period,
    })),
    button('Chart', `stats:chart:${period}`),
  );
}

const subjects: Readonly<Record<DecisionSeries['about'], string>> = {
  server: 'the whole server',
  own: 'your services',
  teams: 'your teams’ services',
  worker: 'your work',
};

const green = 0x2ecc71;
const orange = 0xe67e22;

/** What a chart of decisions shows. */
export function decisionChart({ about, parts }: DecisionSeries): BarChart {
  return {
    title: `Orders completed and rejected: ${subjects[about]}`,
    labels: parts.map(({ from }) => day(from)),
    series: [
      { name: 'Completed', colour: green, values: parts.map(({ completed }) => completed) },
      { name: 'Rejected', colour: orange, values: parts.map(({ rejected }) => rejected) },
    ],
  };
}

/** A drawn chart with its figures in words, for those who can't see it. */
export function chartFile({ about, parts }: DecisionSeries, bytes: Uint8Array): MessageFile {
  const figures = parts.map(
    ({ from, completed, rejected }) =>
      `${day(from)}: ${completed} completed${rejected === 0 ? '' : `, ${rejected} rejected`}`,
  );
  const days = Math.round(((parts[0]?.before.getTime() ?? 0) - (parts[0]?.from.getTime() ?? 0)) / 86_400_000);
  const each = days === 1 ? 'by day' : `by ${days} days`;
  return {
    name: 'statistics.png',
    bytes,
    description: cut(
      `Bars of orders completed and rejected, ${subjects[about]}, ${each}: ${figures.join('; ')}.`,
      1000,
    ),
  };
}

const dayFormat = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', timeZone: 'UTC' });

function day(moment: Date): string {
  return dayFormat.format(moment);
}
