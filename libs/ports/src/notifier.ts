/** Tells people. MUST NOT throw for a message that could not be delivered: it returns the outcome for the log. */
export interface Notifier {
  notify(message: {
    readonly subject: string;
    readonly text: string;
  }): Promise<readonly NotificationOutcome[]>;
}

export interface NotificationOutcome {
  readonly channel: string;
  readonly to: string;
  readonly outcome: 'delivered' | 'failed';
  readonly cause?: string;
}
