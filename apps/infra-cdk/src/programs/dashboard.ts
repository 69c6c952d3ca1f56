import { jobMetrics, messageRules } from '@afo/deployment';
import type { Place } from '../place.ts';
import { functionNameOf } from './functions.ts';
import { watched } from './watched.ts';

type Line = readonly (string | { readonly stat: string })[];

interface Widget {
  readonly title: string;
  readonly lines: readonly Line[];
}

const COLUMNS = 3;
const SIZE = { width: 8, height: 6 };

/** One page that says how cases go: what comes in, what waits, what failed. */
export function dashboardOf(place: Place): object {
  const widgets = [jobsWidget(place), messagesWidget(place), ...watchedWidgets(place)];
  return {
    widgets: widgets.map(({ lines, title }, index) => ({
      type: 'metric',
      ...SIZE,
      x: (index % COLUMNS) * SIZE.width,
      y: Math.floor(index / COLUMNS) * SIZE.height,
      properties: {
        title,
        metrics: lines,
        period: 300,
        region: place.environment.forensic.region,
        view: 'timeSeries',
      },
    })),
  };
}

function jobsWidget(place: Place): Widget {
  const { active, dimension, namespace, waiting } = jobMetrics;
  const counter = functionNameOf(place, 'count-jobs');
  return {
    title: 'Jobs of forensic hosts',
    lines: [waiting, active].map((name) => [
      namespace,
      name,
      dimension,
      counter,
      { stat: 'Maximum' },
    ]),
  };
}

function messagesWidget({ names }: Place): Widget {
  return {
    title: 'Failures that people were told of',
    lines: messageRules.map(({ name }) => [
      ...['AWS/Events', 'MatchedEvents', 'EventBusName', names.bus],
      ...['RuleName', `${names.prefix}-${name}`, { stat: 'Sum' }],
    ]),
  };
}

const watchedWidgets = (place: Place): readonly Widget[] =>
  Object.entries(watched(place))
    .filter(([name]) => !name.startsWith('Jobs'))
    .map(([, { meaning, measures }]) => ({
      title: meaning.split(':')[0] ?? meaning,
      lines: measures.map(({ dimensions, name, namespace, statistic }) => [
        namespace,
        name,
        ...Object.entries(dimensions).flat(),
        { stat: statistic },
      ]),
    }));
