import type { Collection, Condition, Workflow } from '@afo/domain';
import { approvalStates, owedStates } from './approval-states.ts';
import type { AslCatch, AslDefinition, AslFields, AslScope, AslTask } from './asl.ts';
import { answer, input, inputIs, jsonata } from './expressions.ts';
import { callOf, invoke, QUESTION_SECONDS, RETRIES } from './invoke.ts';
import type { Target } from './invoke.ts';
import { Scope } from './scope.ts';
import { stepStates } from './step-states.ts';

/**
 * The workflow as a state machine of AWS Step Functions (docs/adr/0013-workflow-as-states-language.md). Its input is
 * `{"case": "…"}`; what goes from state to state is ids and counters, whatever a case holds. Pure: the same workflow
 * and target give the same definition.
 */
export function compile(workflow: Workflow, target: Target): AslDefinition {
  const scope = new Scope(target);
  const body = wholeOf(scope, workflow);
  const begin = scope.name('begin');
  return {
    Comment: 'One case. Compiled from the workflow value; changes belong there.',
    QueryLanguage: 'JSONata',
    StartAt: begin,
    States: {
      [begin]: { Type: 'Pass', Output: scope.place(), Next: body.StartAt },
      ...body.States,
    },
  };
}

/** The workflow, and behind it the answers that are still owed when its work is done. */
function wholeOf(scope: Scope, workflow: Workflow): AslScope {
  const end = scope.put(scope.name('ended'), { Type: 'Pass', Output: scope.place(), End: true });
  const owed = [...new Set(approvalsOf(workflow))].reduceRight(
    (next, approval) => owedStates(scope, approval, next),
    end,
  );
  return scope.build(states(scope, workflow, owed));
}

function approvalsOf(node: Workflow): readonly string[] {
  switch (node.kind) {
    case 'step':
      return [];
    case 'approval':
      return [node.name];
    case 'sequence':
      return node.parts.flatMap(approvalsOf);
    case 'parallel':
      return node.branches.flatMap(approvalsOf);
    case 'for-each':
      return approvalsOf(node.body);
    case 'when':
      return [node.then, ...(node.otherwise === undefined ? [] : [node.otherwise])].flatMap(
        approvalsOf,
      );
    case 'ensure':
      return [node.body, node.after].flatMap(approvalsOf);
  }
}

/** A scope that holds a part, and ends with where the case is. */
function scopeOf(scope: Scope, workflow: Workflow): AslScope {
  const end = scope.put(scope.name('ended'), { Type: 'Pass', Output: scope.place(), End: true });
  return scope.build(states(scope, workflow, end));
}

/** Puts the states of a part into the scope, going on to `next`; gives the name of the first. */
function states(scope: Scope, node: Workflow, next: string): string {
  switch (node.kind) {
    case 'step':
      return stepStates(scope, node, next);
    case 'sequence':
      return node.parts.reduceRight((after, part) => states(scope, part, after), next);
    case 'approval':
      return approvalStates(scope, node.name, next);
    case 'when':
      return question(scope, node.condition, {
        yes: states(scope, node.then, next),
        no: node.otherwise === undefined ? next : states(scope, node.otherwise, next),
      });
    case 'parallel':
      return parallelStates(scope, node.branches, next);
    case 'for-each':
      return forEachStates(scope, node, next);
    case 'ensure':
      return ensureStates(scope, node, next);
  }
}

function question(
  scope: Scope,
  condition: Condition,
  to: { readonly yes: string; readonly no: string },
): string {
  const asked = scope.name(`${condition}?`);
  const goOn = scope.name(`${condition}? go on`);
  scope.put(goOn, {
    Type: 'Choice',
    Choices: [
      { Condition: inputIs('next', 'yes'), Next: to.yes },
      { Condition: inputIs('next', 'no'), Next: to.no },
    ],
    Default: scope.fail('afo.unanswered'),
  });
  return scope.put(asked, {
    ...asking(scope, { condition }),
    Output: scope.place({ next: answer('next') }),
    Next: goOn,
  });
}

function asking(scope: Scope, about: AslFields): Omit<AslTask, 'Output' | 'Next'> {
  return {
    Type: 'Task',
    Resource: invoke(scope.target),
    Arguments: callOf(scope.target.functions.ask, { ...scope.ids(), ...about }),
    TimeoutSeconds: QUESTION_SECONDS,
    Retry: RETRIES,
    Catch: [
      { ErrorEquals: ['States.ALL'], Output: scope.place(), Next: scope.fail('afo.unanswered') },
    ],
  };
}

/** The state after a part that may have been stopped. Whatever is not known to have gone well is a stop. */
function onUnlessStopped(scope: Scope, name: string, next: string): string {
  return scope.put(name, {
    Type: 'Choice',
    Choices: [{ Condition: inputIs('stopped', false), Next: next }],
    Default: scope.fail('afo.stopped'),
  });
}

const caught = (output: AslFields, next: string): readonly AslCatch[] => [
  { ErrorEquals: ['States.ALL'], Output: output, Next: next },
];

/** A scope that never fails: it says at its end whether it was stopped, so that no sibling is aborted (F-50). */
function guarded(scope: Scope, workflow: Workflow, ends: Ends): AslScope {
  const outer = scope.inner();
  const ended = outer.put(outer.name('branch ended'), {
    Type: 'Pass',
    Output: { ...ends.well, stopped: false },
    End: true,
  });
  const stopped = outer.put(outer.name('branch stopped'), {
    Type: 'Pass',
    Output: { ...ends.stopped, stopped: true },
    End: true,
  });
  const guard = outer.put(outer.name('branch'), {
    Type: 'Parallel',
    Branches: [scopeOf(scope.inner(), workflow)],
    Catch: caught(outer.place(), stopped),
    Next: ended,
  });
  return outer.build(guard);
}

/** What a guarded scope ends with besides. */
interface Ends {
  readonly well: AslFields;
  readonly stopped: AslFields;
}

function parallelStates(scope: Scope, branches: readonly Workflow[], next: string): string {
  if (branches.length === 0) return next;
  const all = scope.name('side by side');
  const ends = { well: scope.joined(), stopped: scope.place() };
  const goOn = onUnlessStopped(scope, scope.name('side by side: go on'), next);
  const joined = scope.put(scope.name('side by side: joined'), {
    Type: 'Pass',
    Output: scope.joined({ stopped: jsonata('true in $states.input.stopped') }),
    Next: goOn,
  });
  return scope.put(all, {
    Type: 'Parallel',
    Branches: branches.map((branch) => guarded(scope, branch, ends)),
    Next: joined,
  });
}

interface ForEach {
  readonly over: Collection;
  readonly body: Workflow;
}

/** A page of ids after the other; the items of a page side by side, each with an execution and a history of its own. */
function forEachStates(scope: Scope, { over, body }: ForEach, next: string): string {
  const first = scope.name(`each of ${over}`);
  const ask = scope.name(`each of ${over}: page`);
  const page = scope.name(`each of ${over}: items`);
  const goOn = scope.name(`each of ${over}: go on`);
  const isInline = scope.target.items === 'inline';
  const progress = { from: input('from'), more: input('more') };
  scope.put(goOn, {
    Type: 'Choice',
    Choices: [
      { Condition: inputIs('more', true), Next: ask },
      { Condition: inputIs('stopped', false), Next: next },
    ],
    Default: scope.fail('afo.stopped'),
  });
  scope.put(page, {
    Type: 'Map',
    Items: input('ids'),
    ItemSelector: {
      case: input('case'),
      item: jsonata('$states.context.Map.Item.Value'),
      attempt: 1,
    },
    ItemProcessor: {
      ProcessorConfig: isInline
        ? { Mode: 'INLINE' }
        : { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      ...guarded(scope.inner(over), body, { well: {}, stopped: {} }),
    },
    ...(isInline ? {} : { ToleratedFailurePercentage: 100 }),
    Catch: caught(scope.place({ ...progress, stopped: true }), goOn),
    // An item of which nothing is known has not ended well.
    Output: scope.place({
      ...progress,
      stopped: jsonata(
        '$states.input.stopped or $count($states.result[stopped = false]) != $count($states.input.ids)',
      ),
    }),
    Next: goOn,
  });
  scope.put(ask, {
    ...asking(scope, { collection: over, from: input('from') }),
    Output: scope.place({
      ids: answer('ids'),
      from: answer('from'),
      more: answer('more'),
      stopped: input('stopped'),
    }),
    Next: page,
  });
  return scope.put(first, {
    Type: 'Pass',
    Output: scope.place({ from: 0, stopped: false }),
    Next: ask,
  });
}

interface Ensure {
  readonly body: Workflow;
  readonly after: Workflow;
}

/** `after` stands there twice: once as the way on, once as the way of a case that was stopped. */
function ensureStates(scope: Scope, { body, after }: Ensure, next: string): string {
  const whole = scope.name('body');
  const ended = scope.put(scope.name('body ended'), {
    Type: 'Pass',
    Output: scope.joined(),
    Next: states(scope, after, next),
  });
  const stopped = states(scope, after, scope.fail('afo.stopped'));
  return scope.put(whole, {
    Type: 'Parallel',
    Branches: [scopeOf(scope.inner(), body)],
    Catch: caught(scope.place(), stopped),
    Next: ended,
  });
}
