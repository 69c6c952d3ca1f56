import { messageRules } from '@afo/deployment';
import { Duration } from 'aws-cdk-lib';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { CfnDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { ResourcePolicy } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { EvidenceTrail } from '../constructs/evidence-trail.ts';
import { HardenedBucket } from '../constructs/hardened-bucket.ts';
import { MessageWatch } from '../constructs/message-watch.ts';
import { ProgramLog } from '../constructs/program-log.ts';
import { Watch } from '../constructs/watch.ts';
import { arnIn } from '../place.ts';
import type { Place } from '../place.ts';
import { dashboardOf } from '../programs/dashboard.ts';
import { watched } from '../programs/watched.ts';
import { ForensicStack } from './forensic-stack.ts';
import type { KeysStack } from './keys-stack.ts';
import type { StoresStack } from './stores-stack.ts';
import type { WorkflowStack } from './workflow-stack.ts';

/** By whom EventBridge has its events written (EventBridge user guide, "CloudWatch Logs permissions"). */
const DELIVERY = `delivery.${ServicePrincipal.servicePrincipalName('logs')}`;

export interface ObservabilityStackProps {
  readonly place: Place;
  readonly keys: KeysStack;
  readonly stores: StoresStack;
  readonly workflow: WorkflowStack;
}

/** What people see and are told of: alarms, a dashboard, a trail of who touched evidence, a warning of the bill. */
export class ObservabilityStack extends ForensicStack {
  constructor(
    scope: Construct,
    id: string,
    { keys, place, stores, workflow }: ObservabilityStackProps,
  ) {
    super(scope, id, { place, description: 'Alarms, dashboard, trail of evidence, budget' });
    const { topic } = workflow;
    for (const [name, props] of Object.entries(watched(place)))
      new Watch(this, name, { ...props, topic });
    const log = this.#messages(keys);
    for (const rule of messageRules) new MessageWatch(this, rule.name, { place, rule, topic, log });
    new EvidenceTrail(this, 'Trail', { place, bucket: this.#trailBucket(stores) });
    new CfnDashboard(this, 'Dashboard', {
      dashboardName: place.names.prefix,
      dashboardBody: JSON.stringify(dashboardOf(place)),
    });
    this.#budget();
  }

  #messages({ operations }: KeysStack): ProgramLog {
    const { environment, names } = this.place;
    const log = new ProgramLog(this, 'Messages', {
      logGroupName: `/aws/events/${names.prefix}`,
      key: operations,
      retentionDays: environment.logs.retentionDays,
    });
    new ResourcePolicy(this, 'MessagesIn', {
      resourcePolicyName: `${names.prefix}-messages`,
      policyStatements: [
        new PolicyStatement({
          principals: [new ServicePrincipal('events'), new ServicePrincipal(DELIVERY)],
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: [arnIn(this.place, 'logs', `log-group:/aws/events/${names.prefix}:*`)],
        }),
      ],
    });
    return log;
  }

  #trailBucket({ accessLogs }: StoresStack): HardenedBucket {
    const { environment, names } = this.place;
    return new HardenedBucket(this, 'Trails', {
      bucketName: names.trailBucket,
      accessLogs: { bucket: accessLogs, prefix: 'trail/' },
      lifecycleRules: [{ id: 'old', expiration: Duration.days(environment.logs.retentionDays) }],
    });
  }

  #budget(): void {
    const { budget, notifications } = this.place.environment;
    if (budget === 'none') return;
    new CfnBudget(this, 'Budget', {
      budget: {
        budgetName: this.place.names.prefix,
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: budget.monthlyUsd, unit: 'USD' },
        costFilters: { TagKeyValue: [`user:afo:environment$${this.place.environment.name}`] },
      },
      notificationsWithSubscribers: [
        {
          notification: {
            notificationType: 'ACTUAL',
            comparisonOperator: 'GREATER_THAN',
            threshold: 80,
            thresholdType: 'PERCENTAGE',
          },
          subscribers: notifications.emails.map((address) => ({
            address,
            subscriptionType: 'EMAIL',
          })),
        },
      ],
    });
  }
}
